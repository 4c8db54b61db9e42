import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findInterpreter, type InterpreterContext, probePython } from "../../../local/python/interpreter.ts";
import { fakePython, script } from "./surroundings.ts";

let home: string;
let downloads: number;
const { signal } = new AbortController();

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "drydock-python-")));
  downloads = 0;
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A machine with nothing but what stands in `home`; PATH has `a` and `b`. */
function context(more: Partial<InterpreterContext> = {}): InterpreterContext {
  return {
    env: { HOME: home, PATH: [join(home, "a"), join(home, "b")].join(delimiter) },
    memoFile: join(home, "cache", "interpreter.json"),
    download: async () => {
      downloads++;
      return undefined;
    },
    signal,
    systemFolders: [],
    ...more,
  };
}

test("the wanted Python on PATH is taken, with its full version", async () => {
  fakePython(join(home, "a", "python3"), "3.11.4");
  const path = fakePython(join(home, "b", "python3.13"), "3.13.2");
  expect(await findInterpreter("3.13", context())).toEqual({ path, version: "3.13.2", wanted: "3.13", matches: true });
  expect(downloads).toBe(0);
});

test.each([
  [".pyenv/versions/3.13.1"],
  [".local/share/mise/installs/python/3.13.1"],
  [".asdf/installs/python/3.13.1"],
  [".local/share/uv/python/cpython-3.13.1-linux"],
])("a Python in %s is found", async (folder) => {
  fakePython(join(home, "a", "python3"), "3.12.0");
  const path = fakePython(join(home, folder, "bin", "python3.13"), "3.13.1");
  expect(await findInterpreter("3.13", context())).toMatchObject({ path, matches: true });
});

test.each([
  ["PYENV_ROOT", "versions"],
  ["MISE_DATA_DIR", "installs/python"],
  ["ASDF_DATA_DIR", "installs/python"],
  ["UV_PYTHON_INSTALL_DIR", "."],
  ["XDG_DATA_HOME", "mise/installs/python"],
])("a Python below $%s is found", async (name, folder) => {
  const place = join(home, "elsewhere");
  const path = fakePython(join(place, folder, "3.13.1", "bin", "python3"), "3.13.1");
  expect(await findInterpreter("3.13", context({ env: { HOME: home, PATH: "", [name]: place } }))).toMatchObject({
    path,
  });
});

test("a shim that exits with 127, one that hangs and a program that is not Python are skipped", async () => {
  script(join(home, "a", "python3.13"), "echo 'pyenv: python3.13: command not found' >&2", "exit 127");
  script(join(home, "a", "python3"), "exec /usr/bin/tail -f /dev/null");
  script(join(home, "a", "python"), "echo hello");
  const path = fakePython(join(home, ".pyenv", "versions", "3.13.0", "bin", "python3.13"), "3.13.0");
  expect(await findInterpreter("3.13", context())).toMatchObject({ path, matches: true });
});

test("two shims that are links to one program are both tried", async () => {
  const mise = script(join(home, "mise"), 'case "$0" in *python3) exec "$HOME/real" ;; *) exit 1 ;; esac');
  fakePython(join(home, "real"), "3.13.5");
  mkdirSync(join(home, "a"));
  for (const name of ["python3.13", "python3"]) symlinkSync(mise, join(home, "a", name));
  expect(await findInterpreter("3.13", context())).toMatchObject({ version: "3.13.5" });
});

test("without the wanted Python it is downloaded", async () => {
  fakePython(join(home, "a", "python3"), "3.12.0");
  const path = join(home, ".local/share/uv/python/cpython-3.13.9/bin/python3.13");
  const download = async () => fakePython(path, "3.13.9");
  expect(await findInterpreter("3.13", context({ download }))).toMatchObject({ path, matches: true });
});

test("where nothing can be downloaded, not even uv, an older Python will do", async () => {
  fakePython(join(home, "a", "python3"), "3.12.0");
  const download = () => Promise.reject(new Error("no uv"));
  expect(await findInterpreter("3.13", context({ download }))).toMatchObject({ version: "3.12.0", matches: false });
});

test("an aborted download does not count as failed", async () => {
  fakePython(join(home, "a", "python3"), "3.12.0");
  const controller = new AbortController();
  const download = async () => controller.abort(new Error("stopped")) as undefined;
  await expect(findInterpreter("3.13", context({ download, signal: controller.signal }))).rejects.toThrow("stopped");
  expect(existsSync(context().memoFile)).toBe(false);
});

test("a download that fails is not tried again for a day", async () => {
  fakePython(join(home, "a", "python3"), "3.12.0");
  await findInterpreter("3.13", context());
  fakePython(join(home, "b", "python3"), "3.12.1");
  expect(await findInterpreter("3.13", context())).toMatchObject({ version: "3.12.1", matches: false });
  expect(downloads).toBe(1);
  const memo = JSON.parse(readFileSync(context().memoFile, "utf8"));
  memo["3.13"].downloadFailed -= 25 * 60 * 60 * 1000;
  writeFileSync(context().memoFile, JSON.stringify(memo));
  await findInterpreter("3.13", context());
  expect(downloads).toBe(2);
});

test("otherwise the newest supported CPython is used: no pre-release, no PyPy, no free-threaded build", async () => {
  fakePython(join(home, "a", "python3"), "3.9.20");
  fakePython(join(home, "a", "python3.10"), "3.10.1");
  fakePython(join(home, "b", "python3.12"), "3.12.3", "pypy");
  fakePython(join(home, "b", "python3.14"), "3.14.0", "cpython", "t");
  fakePython(join(home, "b", "python3.15"), "3.15.0rc1");
  const path = fakePython(join(home, "b", "python3.11"), "3.11.2");
  expect(await findInterpreter("3.13", context())).toEqual({ path, version: "3.11.2", wanted: "3.13", matches: false });
});

test("very many Pythons are asked without a warning of Node's", async () => {
  const warnings: Error[] = [];
  const listen = (warning: Error) => warnings.push(warning);
  process.on("warning", listen);
  for (let minor = 8; minor < 20; minor++) fakePython(join(home, "a", `python3.${minor}`), `3.${minor}.0`);
  await findInterpreter("3.99", context({ signal: new AbortController().signal }));
  process.off("warning", listen);
  expect(warnings).toEqual([]);
});

test("of a memo in another form nothing is kept", async () => {
  fakePython(join(home, "a", "python3"), "3.13.0");
  mkdirSync(join(home, "cache"));
  writeFileSync(context().memoFile, '{"version":1,"chosen":{},"failedDownloads":{}}');
  await findInterpreter("3.13", context());
  expect(Object.keys(JSON.parse(readFileSync(context().memoFile, "utf8")))).toEqual(["3.13"]);
});

test("when nothing changed no process is started; a better Python that was installed since is noticed", async () => {
  const calls = join(home, "calls");
  const count = () => readFileSync(calls, "utf8").length;
  const before = `printf x >> ${calls}`;
  fakePython(join(home, "a", "python3.13"), "3.13.0", "cpython", "", before);
  const first = await findInterpreter("3.13", context());
  const started = count();
  expect(started).toBeGreaterThan(0);
  expect(await findInterpreter("3.13", context())).toEqual(first);
  expect(count()).toBe(started);
  fakePython(join(home, "a", "python3.13"), "3.13.7", "cpython", "", before);
  expect(await findInterpreter("3.13", context())).toMatchObject({ version: "3.13.7" });
});

test("the memo is not trusted when the interpreter it names is gone", async () => {
  const base = fakePython(join(home, "base"), "3.13.0");
  script(join(home, "a", "python3.13"), `exec ${base}`);
  fakePython(join(home, "b", "python3"), "3.13.1");
  expect(await findInterpreter("3.13", context())).toMatchObject({ path: base });
  rmSync(base);
  expect(await findInterpreter("3.13", context())).toMatchObject({ version: "3.13.1" });
});

test.each(["", "{", "[]", "1", "null", '{"3.13":null}', '{"3.13":{"interpreter":{"matches":true},"seen":"[]"}}'])(
  "a damaged memo %j is the same as none",
  async (text) => {
    fakePython(join(home, "a", "python3"), "3.13.0");
    mkdirSync(join(home, "cache"));
    writeFileSync(context().memoFile, text);
    expect(await findInterpreter("3.13", context())).toMatchObject({ matches: true });
  },
);

test("failing to write the memo is not an error", async () => {
  fakePython(join(home, "a", "python3"), "3.13.0");
  appendFileSync(join(home, "cache"), "a file in the way");
  expect(await findInterpreter("3.13", context())).toMatchObject({ matches: true });
  expect(existsSync(context().memoFile)).toBe(false);
});

test("with no Python at all the error says what was looked for, where, and what to install", async () => {
  const error = await findInterpreter("3.13", context()).catch((thrown) => thrown);
  expect(error).toMatchObject({ name: "DrydockError", kind: "broken" });
  expect(error.message).toMatch(
    /No CPython 3\.10 or newer .*there is none.*python3\.13, python3 and python on PATH.*pyenv/s,
  );
  expect(error.hint).toMatch(/Install Python 3\.13/);
});

test("when all are too old the error names them", async () => {
  const path = fakePython(join(home, "a", "python3"), "3.8.18");
  await expect(findInterpreter("3.13", context())).rejects.toThrow(`there is only 3.8.18 (${path})`);
});

test("an abort ends the search and leaves no memo", async () => {
  script(join(home, "a", "python3"), "exec /usr/bin/tail -f /dev/null");
  const controller = new AbortController();
  const search = findInterpreter("3.13", context({ signal: controller.signal }));
  controller.abort(new Error("stopped"));
  await expect(search).rejects.toThrow("stopped");
  expect(existsSync(context().memoFile)).toBe(false);
});

/** A Python of this machine. */
async function realPython(): Promise<string> {
  const { systemFolders: _, ...real } = context({ env: process.env });
  return (await findInterpreter("3.13", real)).path;
}

test("a real Python tells its own path, version and kind", async () => {
  const real = await realPython();
  const [version] = /\d+\.\d+\.\S+/.exec(spawnSync(real, ["--version"], { encoding: "utf8" }).stdout) ?? [];
  expect(await probePython(real, process.env, signal)).toMatchObject({ path: real, version, standard: true });
});

test("the Python of a virtual environment leads to the one it was made from", async () => {
  const real = await realPython();
  // A copied one can tell since 3.11; before, only links lead back.
  const kind = (await probePython(real, process.env, signal))?.version.startsWith("3.10.") ? "--symlinks" : "--copies";
  const made = spawnSync(real, ["-m", "venv", "--without-pip", kind, join(home, "venv")], { encoding: "utf8" });
  expect(made.stderr).toBe("");
  expect(await probePython(join(home, "venv", "bin", "python"), process.env, signal)).toMatchObject({ path: real });
});
