import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { downloadPython, findUv, type UvContext } from "../../../local/python/uv.ts";
import { fakePython, namesIn, offline, type Surroundings, script, surroundings, UV_LOCK } from "./surroundings.ts";

let around: Surroundings;
let home: string;
beforeAll(async () => {
  around = await surroundings();
});
afterAll(() => around.remove());
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "drydock-uv-")));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A machine on which PATH holds `a` and `b` only. */
function context(env: Readonly<Record<string, string>> = {}): UvContext {
  const PATH = [join(home, "a"), join(home, "b")].join(delimiter);
  const own = { ...process.env, PATH, HOME: home, PYENV_ROOT: join(home, ".pyenv"), XDG_DATA_HOME: "", ...env };
  const { signal } = new AbortController();
  return { env: own, root: join(home, "environments"), lock: UV_LOCK, signal, systemFolders: [] };
}

/** A Python as Debian ships it without python3-venv. */
function withoutEnsurepip(path: string): string {
  const apology = "The virtual environment was not created successfully because ensurepip is not available.";
  const answer = `printf 'drydock-python\\tcpython\\t3.11.2\\t\\t%s\\n' "$0"`;
  return script(path, `case "$*" in *"-m venv"*) echo "${apology}"; exit 1 ;; esac`, answer);
}

test("a uv on PATH is used; one that fails and one that is too old are passed over", async () => {
  script(join(home, "a", "uv"), "echo 'pyenv: uv: command not found' >&2", "exit 127");
  const path = script(join(home, "b", "uv"), "echo 'uv 0.13.0 (abc 2026-01-01)'");
  expect(await findUv(context())).toBe(path);
  script(path, "echo 'uv 0.4.30'");
  await expect(findUv(context())).rejects.toThrow(/not on PATH/);
});

test("else the uv that started this program is used, where it can be", async () => {
  const UV = script(join(home, "elsewhere", "uv"), "echo 'uv 0.13.0 (abc 2026-01-01)'");
  expect(await findUv(context({ UV }))).toBe(UV);
  const path = script(join(home, "b", "uv"), "echo 'uv 0.12.0 (abc 2026-01-01)'");
  expect(await findUv(context({ UV }))).toBe(path);
  rmSync(path);
  for (const other of ["1", "elsewhere/uv", join(home, "elsewhere"), script(UV, "echo 'uv 0.4.30'")])
    await expect(findUv(context({ UV: other }))).rejects.toThrow(/not on PATH/);
});

test("else the pinned one is fetched by the first Python that can make an environment", async () => {
  withoutEnsurepip(join(home, "a", "python3"));
  mkdirSync(join(home, "b"));
  symlinkSync(around.interpreter.path, join(home, "b", "python3"));
  const uv = await findUv(context());
  expect(execFileSync(uv, ["--version"], { encoding: "utf8" })).toMatch(/^uv \d/);
  expect(namesIn(context().root)).toEqual([expect.stringMatching(/^uv-[0-9a-f]{16}$/)]);
  // No Python left in it: it goes on working when the one that fetched it is gone.
  expect(namesIn(join(uv, "../.."))).toEqual(["bin", "drydock-environment.json"]);
  expect(await findUv(context({ PATH: "", ...offline() }))).toBe(uv);
});

test("when no Python can make an environment the error says why and what to install", async () => {
  const path = withoutEnsurepip(join(home, "a", "python3"));
  const error = await findUv(context()).catch((thrown) => thrown);
  expect(error).toMatchObject({
    name: "DrydockError",
    kind: "broken",
    hint: expect.stringMatching(/uv.*python3-venv/),
  });
  expect(error.message).toContain(`${path} (3.11.2): The virtual environment was not created`);
  expect(namesIn(context().root)).toEqual([]);
});

test("with no Python at all the error says so", async () => {
  await expect(findUv(context())).rejects.toThrow(/uv, which installs the tools, .*: there is no Python 3\.8 or newer/);
});

test("without a network the error has pip's words, without passwords, and says what to set", async () => {
  const words =
    "WARNING: Retrying after connection broken by 'NewConnectionError': http://user:secret@127.0.0.1:9/simple/uv/";
  // Copies itself as the Python of the environment, and answers as pip does there.
  const venv = 'for folder; do :; done; /bin/mkdir -p "$folder/bin"; /bin/cp "$0" "$folder/bin/python"; exit';
  const cases = `case "$*" in *"-m venv"*) ${venv} ;; *"-m pip"*) echo "${words}" >&2; exit 1 ;; esac`;
  fakePython(join(home, "a", "python3"), "3.12.1", "cpython", "", cases);
  const error = await findUv(context()).catch((thrown) => thrown);
  expect(error).toMatchObject({ kind: "broken", hint: expect.stringMatching(/HTTPS_PROXY/) });
  expect(error.message).toMatch(
    /the environment of uv could not be created: pip install failed with exit code 1\.\nWARNING/,
  );
  expect(error.message).not.toContain("secret");
  expect(namesIn(context().root)).toEqual([]);
});

test("a Python is downloaded into uv's own place only, and its path is asked for", async () => {
  const log = join(home, "log");
  const uv = script(
    join(home, "uv"),
    `echo "$* $UV_PYTHON_INSTALL_BIN $UV_PYTHON_PREFERENCE" >> ${log}`,
    'case "$2" in find) echo /managed/python3.13 ;; esac',
  );
  expect(await downloadPython(uv, "3.13", context())).toBe("/managed/python3.13");
  expect(execFileSync("/bin/cat", [log], { encoding: "utf8" }).split("\n")).toEqual([
    "python install 3.13 0 only-managed",
    "python find --no-project 3.13 0 only-managed",
    "",
  ]);
});

test("if the home is not writable, the Python goes next to the environments", async () => {
  const uv = script(join(home, "uv"), 'echo "$UV_PYTHON_INSTALL_DIR"');
  const homeless = context({ HOME: "/proc" });
  expect(await downloadPython(uv, "3.13", homeless)).toBe(join(home, "pythons"));
  expect(await downloadPython(uv, "3.13", context())).toBe(join(home, ".local/share/uv/python"));
});

test("a download that fails gives nothing, with the real uv", async () => {
  const mirror = {
    UV_PYTHON_INSTALL_MIRROR: "http://127.0.0.1:9/none",
    UV_HTTP_RETRIES: "0",
    UV_PYTHON_INSTALL_DIR: join(home, "pythons"),
  };
  expect(await downloadPython(around.uvPath, "3.12", context(mirror))).toBeUndefined();
});
