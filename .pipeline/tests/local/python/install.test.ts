import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { environmentHealth } from "../../../local/python/environment.ts";
import { environmentPath, type ToolEnvironmentRequest, toolEnvironment } from "../../../local/python/install.ts";
import { LOCK, namesIn, offline, type Surroundings, surroundings } from "./surroundings.ts";

let around: Surroundings;
let said: string[];
beforeAll(async () => {
  around = await surroundings();
});
afterAll(() => around.remove());

function request(more: Partial<ToolEnvironmentRequest> = {}): ToolEnvironmentRequest {
  said = [];
  const { interpreter, root, env, uvPath } = around;
  const { signal } = new AbortController();
  const onPreparing = (what: string) => void said.push(what);
  return { lock: LOCK, interpreter, root, env, uv: async () => uvPath, signal, onPreparing, ...more };
}

const noUv = async (): Promise<string> => {
  throw new Error("uv was asked for");
};

test("an environment is made from its lock under its final name, and its programs run from there", async () => {
  const made = await toolEnvironment(request());
  expect(made.folder).toBe(environmentPath(request()));
  expect(namesIn(around.root)).toEqual([`pyflakes-${made.digest.slice(0, 16)}`]);
  expect(existsSync(join(made.site, "pyflakes", "api.py"))).toBe(true);
  for (const [file, args] of [
    [join(made.bin, "pyflakes"), ["--version"]],
    [made.python, ["-m", "pyflakes", "--version"]],
  ] as const) {
    expect(spawnSync(file, args, { encoding: "utf8" }).stdout).toContain("3.4.0");
  }
  expect(namesIn(join(made.site, "pyflakes", "__pycache__")).length).toBeGreaterThan(5);
});

test("one that is there is used without uv and without a word", async () => {
  await toolEnvironment(request());
  await toolEnvironment(request({ uv: noUv }));
  expect(said).toEqual([]);
});

test("variables that would lead uv elsewhere, or to other versions, are not heeded", async () => {
  const root = join(around.folder, "misled");
  const env = {
    ...around.env,
    VIRTUAL_ENV: "/nowhere",
    PYTHONHOME: "/nowhere",
    UV_PYTHON: "2.7",
    UV_EXCLUDE_NEWER: "2001-01-01",
  };
  const made = await toolEnvironment(request({ root, env }));
  expect(existsSync(join(made.site, "pyflakes", "api.py"))).toBe(true);
});

test("lock, Python version and path of the Python each give a separate environment", () => {
  const other = { ...LOCK, text: LOCK.text.replace("3.4.0", "3.4.1") };
  const { interpreter } = around;
  const paths = [
    environmentPath(request()),
    environmentPath(request({ lock: other })),
    environmentPath(request({ interpreter: { ...interpreter, version: "3.13.99" } })),
    environmentPath(request({ interpreter: { ...interpreter, path: "/other/python" } })),
  ];
  expect(new Set(paths).size).toBe(4);
});

test.each([
  ["a shortened file", "is damaged|instead of", (site: string) => truncateSync(join(site, "pyflakes", "api.py"), 1)],
  ["a missing file", "is missing", (site: string) => rmSync(join(site, "pyflakes", "api.py"))],
  ["no manifest", "manifest", (_: string, folder: string) => rmSync(join(folder, "drydock-environment.json"))],
  [
    "a damaged manifest",
    "manifest",
    (_: string, folder: string) => truncateSync(join(folder, "drydock-environment.json"), 9),
  ],
  [
    "an older manifest",
    "another version",
    (_: string, folder: string) => {
      const manifest = join(folder, "drydock-environment.json");
      writeFileSync(manifest, JSON.stringify({ ...JSON.parse(readFileSync(manifest, "utf8")), version: 0 }));
    },
  ],
  [
    "an interpreter that is gone",
    "is gone",
    (_: string, folder: string) => {
      rmSync(join(folder, "bin", "python"));
      symlinkSync("/nowhere/python3.13", join(folder, "bin", "python"));
    },
  ],
])("an environment with %s is recreated, and the user is told", async (_, why, damage) => {
  const { site, folder } = await toolEnvironment(request());
  damage(site, folder);
  expect(await environmentHealth(folder)).toMatch(new RegExp(why));
  await toolEnvironment(request());
  expect(said).toEqual([expect.stringMatching(new RegExp(`recreating .*(${why})`))]);
  expect(await environmentHealth(folder)).toBeUndefined();
  expect(statSync(join(site, "pyflakes", "api.py")).size).toBeGreaterThan(1000);
  expect(namesIn(around.root)).toEqual([expect.stringMatching(/^pyflakes-/)]);
});

test("bytecode that Python writes later harms no environment", async () => {
  const { site, folder } = await toolEnvironment(request());
  writeFileSync(join(site, "pyflakes", "__pycache__", "later.pyc"), "");
  rmSync(join(site, "pyflakes", "__pycache__", namesIn(join(site, "pyflakes", "__pycache__"))[0] as string));
  expect(await environmentHealth(folder)).toBeUndefined();
});

test("two that are made at the same time end as one", async () => {
  const root = join(around.folder, "both");
  const [one, two] = await Promise.all([toolEnvironment(request({ root })), toolEnvironment(request({ root }))]);
  expect(one).toEqual(two);
  // Both were under way: neither waited for the other.
  expect(said).toEqual(Array(2).fill("creating the environment of pyflakes"));
  expect(namesIn(root)).toEqual([expect.stringMatching(/^pyflakes-/)]);
  expect(await environmentHealth(one.folder)).toBeUndefined();
});

test("damage in uv's own cache does not get into an environment", async () => {
  const root = join(around.folder, "damaged", "environments");
  const { folder } = await toolEnvironment(request({ root }));
  const archives = join(around.folder, "damaged", "uv", "archive-v0");
  for (const name of namesIn(archives)) {
    const file = join(archives, name, "pyflakes", "api.py");
    if (existsSync(file)) truncateSync(file, 1);
  }
  rmSync(folder, { recursive: true });
  const { site } = await toolEnvironment(request({ root }));
  expect(statSync(join(site, "pyflakes", "api.py")).size).toBeGreaterThan(1000);
});

test("without a network the error says what could not be fetched and what to set, and tells no password", async () => {
  const env = { ...around.env, ...offline() };
  const root = join(around.folder, "offline", "environments");
  const error = await toolEnvironment(request({ root, env })).catch((thrown) => thrown);
  expect(error).toMatchObject({
    name: "DrydockError",
    kind: "broken",
    hint: expect.stringMatching(/HTTPS_PROXY.*SSL_CERT_FILE/),
  });
  expect(error.message).toMatch(
    /the environment of pyflakes could not be created: uv pip install failed.*127\.0\.0\.1:9/s,
  );
  expect(error.message).not.toContain("secret");
  expect(namesIn(root)).toEqual([]);
});

test("a package with another content than the locked one is refused", async () => {
  const lock = { tool: "pyflakes", text: `pyflakes==3.4.0 --hash=sha256:${"0".repeat(64)}\n` };
  await expect(toolEnvironment(request({ lock }))).rejects.toMatchObject({
    message: expect.stringMatching(/[Hh]ash/),
    hint: expect.stringContaining("differs from what was locked"),
  });
});

test("a package that has no wheel is not built, and the error says what to lock", async () => {
  const hash = "49b3a825280bd66b3aa83585ef59c4a8c82f2c8a522dbe754a8bc8d08c85c491";
  const lock = { tool: "docopt", text: `docopt==0.6.2 --hash=sha256:${hash}\n` };
  await expect(toolEnvironment(request({ lock }))).rejects.toMatchObject({
    message: expect.stringContaining("docopt==0.6.2 has no usable wheels"),
    hint: expect.stringContaining("Lock a version that has a wheel for this Python and platform"),
  });
});

test("no settings of uv decide about the tools: a project's around the cache folder, nor the user's", async () => {
  const project = join(around.folder, "project");
  const root = join(project, ".cache", "environments");
  mkdirSync(root, { recursive: true });
  writeFileSync(
    join(project, "pyproject.toml"),
    '[project]\nname = "p"\nversion = "1"\n[tool.uv]\nrequired-version = "==0.5.1"\n',
  );
  const home = join(around.folder, "home");
  mkdirSync(join(home, ".config", "uv"), { recursive: true });
  writeFileSync(
    join(home, ".config", "uv", "uv.toml"),
    'required-version = "==0.5.1"\nexclude-newer = "2001-01-01T00:00:00Z"\n[pip]\nconstraint-dependencies = ["x"]\n',
  );
  const { site } = await toolEnvironment(request({ root, env: { ...around.env, HOME: home, XDG_CONFIG_HOME: "" } }));
  expect(existsSync(join(site, "pyflakes", "api.py"))).toBe(true);
  expect(namesIn(root)).toEqual([expect.stringMatching(/^pyflakes-/)]);
});

test("the index of the user's own settings of uv is asked", async () => {
  const home = join(around.folder, "mirrored");
  mkdirSync(join(home, ".config", "uv"), { recursive: true });
  const own = '[[index]]\nname = "own"\nurl = "http://127.0.0.1:9/own"\ndefault = true\n';
  writeFileSync(join(home, ".config", "uv", "uv.toml"), own);
  const root = join(home, "environments");
  const env = { ...around.env, HOME: home, XDG_CONFIG_HOME: "", PIP_CONFIG_FILE: "/dev/null", UV_HTTP_RETRIES: "0" };
  await expect(toolEnvironment(request({ root, env }))).rejects.toThrow("127.0.0.1:9/own");
});

test("no home is needed, only the folder of the environments", async () => {
  const root = join(around.folder, "homeless", "environments");
  const env = { ...around.env, HOME: "/proc", XDG_CONFIG_HOME: "", XDG_CACHE_HOME: "", XDG_DATA_HOME: "" };
  const { site } = await toolEnvironment(request({ root, env }));
  expect(existsSync(join(site, "pyflakes", "api.py"))).toBe(true);
});

test("a place where nothing can be made is named", async () => {
  const root = join(around.folder, "file", "environments");
  mkdirSync(join(root, ".."));
  writeFileSync(root, "in the way");
  await expect(toolEnvironment(request({ root }))).rejects.toMatchObject({
    message: expect.stringContaining(root),
    kind: "broken",
  });
});
