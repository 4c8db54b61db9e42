import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { readApplication } from "../../../local/python/application.ts";

let root: string;
beforeEach(() => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "drydock-application-")));
  root = folder;
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

function write(name: string, text: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
}

const home = () => ({ HOME: join(root, "home"), XDG_CONFIG_DIRS: join(root, "xdg") });
const digest = async (env: Readonly<Record<string, string>> = {}) =>
  (await readApplication(join(root, "app/requirements.txt"), { ...home(), ...env })).environment;

test.each([
  ["a constraint", { UV_CONSTRAINT: "limits.txt" }, "app/limits.txt", "a<1\n", "a<2\n"],
  [
    "one of two overrides, by its whole path",
    { UV_OVERRIDE: "none.txt ROOT/over.txt" },
    "over.txt",
    "a==1\n",
    "a==2\n",
  ],
  ["what a constraint includes", { UV_BUILD_CONSTRAINT: "limits.txt" }, "app/more.txt", "a<1\n", "a<2\n"],
  ["a folder of archives", { UV_FIND_LINKS: "https://example.org/simple,wheels" }, "app/wheels/a.whl", "1", "2"],
  ["a local index", { UV_INDEX: "own=file://ROOT/index" }, "index/a/a.whl", "1", "2"],
  ["an index that only pip was told of", { PIP_INDEX_URL: "file://ROOT/index" }, "index/a/a.whl", "1", "2"],
  ["a settings file by its name", { UV_CONFIG_FILE: "../own.toml" }, "own.toml", "pre = 1\n", "pre = 2\n"],
])("%s that a variable names counts by its content", async (_what, variables, file, before, after) => {
  write("app/requirements.txt", "a\n");
  write("app/none.txt", "");
  write("app/limits.txt", "-r more.txt\n");
  write("app/more.txt", "");
  const filled = Object.entries(variables).map(([name, value]) => [name, value.replace("ROOT", root)]);
  const env = Object.fromEntries(filled);
  write(file, before);
  const first = await digest(env);
  expect(await digest(env)).toBe(first);
  write(file, after);
  expect(await digest(env)).not.toBe(first);
});

test("variables that decide what is installed count, and others and passwords do not", async () => {
  write("app/requirements.txt", "a\n");
  const plain = await digest();
  for (const name of ["UV_RESOLUTION", "UV_EXCLUDE_NEWER", "UV_SOME_NEW_ONE", "CFLAGS"]) {
    expect(await digest({ [name]: "1" })).not.toBe(plain);
  }
  for (const name of ["UV_CACHE_DIR", "UV_HTTP_TIMEOUT", "UV_INDEX_OWN_PASSWORD", "HTTPS_PROXY", "LANG"]) {
    expect(await digest({ [name]: "1" })).toBe(plain);
  }
  const index = (password: string, host: string) => digest({ PIP_INDEX_URL: `https://ci:${password}@${host}/simple` });
  expect(await index("one", "example.org")).toBe(await index("two", "example.org"));
  expect(await index("one", "example.org")).not.toBe(await index("one", "example.com"));
});

test.each([
  ["uv.toml beside the requirements", "app/uv.toml", 'resolution = "lowest"\n'],
  ["uv.toml in a folder above", "uv.toml", 'resolution = "lowest"\n'],
  ["[tool.uv] beside the requirements", "app/pyproject.toml", '[tool.uv]\nresolution = "lowest"\n'],
  ["the user's own settings", "home/.config/uv/uv.toml", 'resolution = "lowest"\n'],
  ["the system's settings", "xdg/uv/uv.toml", 'resolution = "lowest"\n'],
])("%s counts", async (_what, file, text) => {
  write("app/requirements.txt", "a\n");
  const plain = await digest();
  write(file, text);
  const first = await digest();
  expect(first).not.toBe(plain);
  write(file, text.replace("lowest", "highest"));
  expect(await digest()).not.toBe(first);
});

test.each(["0", "f", "False", "n", "no", "off"])(
  "UV_NO_CONFIG=%s leaves the settings on, as uv has it",
  async (word) => {
    write("app/requirements.txt", "a\n");
    const plain = await digest({ UV_NO_CONFIG: word });
    write("app/uv.toml", 'resolution = "lowest"\n');
    expect(await digest({ UV_NO_CONFIG: word })).not.toBe(plain);
  },
);

test.each([
  ["UV_NO_CONFIG", "1"],
  ["UV_CONFIG_FILE", "own.toml"],
])("with %s the settings of folders do not count", async (name, value) => {
  write("app/requirements.txt", "a\n");
  write("app/own.toml", "");
  const plain = await digest({ [name]: value });
  write("app/uv.toml", 'resolution = "lowest"\n');
  expect(await digest({ [name]: value })).toBe(plain);
});

test("the system's settings count in each of its folders, and in one that is relative to the requirements", async () => {
  write("app/requirements.txt", "a\n");
  const env = { XDG_CONFIG_DIRS: `${join(root, "one")}:two` };
  const digests = [await digest(env)];
  for (const file of ["one/uv/uv.toml", "app/two/uv/uv.toml"]) {
    write(file, 'resolution = "lowest"\n');
    digests.push(await digest(env));
  }
  expect(new Set(digests).size).toBe(3);
});

test("what uv's settings name counts by its content, and the rest of pyproject.toml not at all", async () => {
  write("app/requirements.txt", "a\n");
  const settings = '[tool.uv]\nfind-links = ["wheels"]\nconstraint-dependencies = ["b @ file:b.whl"]\n';
  write("app/pyproject.toml", settings);
  write("app/wheels/a.whl", "1");
  write("app/b.whl", "1");
  const first = await digest();
  write("app/pyproject.toml", `[tool.other]\nkey = 1\n${settings}`);
  expect(await digest()).toBe(first);
  write("app/wheels/a.whl", "2");
  const second = await digest();
  expect(second).not.toBe(first);
  write("app/b.whl", "2");
  expect(await digest()).not.toBe(second);
});

test("a checkout in another place has the same digest", async () => {
  write("app/requirements.txt", "./lib\n");
  write("app/lib/pyproject.toml", "");
  const [first, before] = [await digest(), root];
  root = join(root, "elsewhere");
  write("app/requirements.txt", "./lib\n");
  write("app/lib/pyproject.toml", "");
  expect(await digest({ HOME: join(before, "home"), XDG_CONFIG_DIRS: join(before, "xdg") })).toBe(first);
});

test("of uv.lock it counts what it says, what is chosen of it, the projects that it names and their descriptions", async () => {
  const lock = (version: string) =>
    `[[package]]\nname = "app"\nsource = { virtual = "." }\n[[package]]\nname = "lib"\nversion = "${version}"\nsource = { editable = "lib" }\n`;
  const project = (name: string, more = "") => `[project]\nname = "${name}"\nversion = "1"\n${more}`;
  write("uv.lock", lock("1"));
  write("pyproject.toml", project("app"));
  write("lib/pyproject.toml", project("lib"));
  write("lib/lib.py", "");
  const read = (words = "uv.lock") => readApplication(join(root, words), home());
  const first = await read();
  expect(await read()).toEqual(first);
  expect(first.editable).toBe(true);
  const seen = [
    first.environment,
    (await read("uv.lock[group:dev]")).environment,
    (await read("uv.lock[dev]")).environment,
  ];
  write("lib/lib.py", "edited = 1");
  expect((await read()).environment).toBe(first.environment);
  expect((await read()).content).not.toBe(first.content);
  for (const [file, text] of [
    ["lib/pyproject.toml", project("lib", "dependencies = []\n")],
    ["pyproject.toml", project("app", "dependencies = []\n")],
    ["uv.lock", lock("2")],
  ] as const) {
    write(file, text);
    seen.push((await read()).environment);
  }
  expect(new Set(seen).size).toBe(6);
});
