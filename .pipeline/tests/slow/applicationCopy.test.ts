import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { readApplication } from "../../local/python/application.ts";
import { applicationEnvironment } from "../../local/python/applicationEnvironment.ts";
import type { Environment } from "../../local/python/environment.ts";
import { library, type Surroundings, surroundings } from "../local/python/surroundings.ts";

let around: Surroundings;
let project: string;
let home: string;
beforeAll(async () => {
  around = await surroundings();
});
afterAll(() => around.remove());
beforeEach(() => {
  project = mkdtempSync(join(around.folder, "project-"));
  // With a space: it stands in requirements and addresses.
  home = mkdtempSync(join(around.folder, "a home "));
});

function write(name: string, text: string): void {
  mkdirSync(dirname(join(project, name)), { recursive: true });
  writeFileSync(join(project, name), text);
}

const read = (name = "requirements.txt") => readApplication(join(project, name), around.env);

async function make(requirements?: string): Promise<Environment> {
  const { interpreter, root, uvPath, env } = around;
  const { signal } = new AbortController();
  const application = await read(requirements);
  return applicationEnvironment({
    application,
    interpreter,
    root,
    home: () => home,
    env,
    uv: async () => uvPath,
    signal,
  });
}

function python(environment: Environment, code: string): string {
  const { stdout, stderr } = spawnSync(environment.python, ["-c", code], { encoding: "utf8", cwd: around.folder });
  return stdout.trim() || stderr;
}

/** All below the project with its content. */
function tree(): Record<string, string> {
  const names = readdirSync(project, { recursive: true, encoding: "utf8", withFileTypes: true });
  const files = names.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  return Object.fromEntries(files.sort().map((file) => [file, readFileSync(file, "latin1")]));
}

function git(...args: string[]): string {
  const identity = ["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false"];
  const { status, stdout, stderr } = spawnSync("git", [...identity, ...args], { cwd: project, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

test.each([
  ["a project", "./lib\n"],
  ["an editable project", "-e ./lib\n"],
  ["a project in an included file, by its address", "-r deps/more.txt\n"],
])("%s is built without a trace in the user's tree", async (_what, requirements) => {
  library(join(project, "lib"), "one");
  write("requirements.txt", requirements);
  write("deps/more.txt", `lib @ file://${project}/lib\n`);
  const before = tree();
  const environment = await make();
  expect(tree()).toEqual(before);
  expect(python(environment, "import lib; print(lib.WORD)")).toBe("one");
});

test("a pyproject.toml is a requirements file, whether its dependencies need a build or not", async () => {
  library(join(project, "app"), "app", "app");
  write("app/needs", "Requires-Dist: lib\n");
  library(join(project, "app/lib"), "one");
  const text = readFileSync(join(project, "app/pyproject.toml"), "utf8");
  const sources = '[tool.uv.sources]\nlib = { path = "lib" }\n';
  write("app/pyproject.toml", `${text}${sources}`);
  let before = tree();
  expect(python(await make("app/pyproject.toml"), "import lib; print(lib.WORD)")).toBe("one");
  expect(tree()).toEqual(before);
  write("app/pyproject.toml", `[project]\nname = "app"\nversion = "1"\ndependencies = ["lib"]\n${sources}`);
  before = tree();
  const { content } = await read("app/pyproject.toml");
  expect(python(await make("app/pyproject.toml"), "import lib; print(lib.WORD)")).toBe("one");
  expect(tree()).toEqual(before);
  write("app/app.py", "OTHER = 1\n");
  expect((await read("app/pyproject.toml")).content).toBe(content);
  write("app/lib/lib.py", "WORD = 2\n");
  expect((await read("app/pyproject.toml")).content).not.toBe(content);
});

test("setuptools builds the project at the root from a copy, and says the same the second time", async () => {
  write("pyproject.toml", '[project]\nname = "app"\nversion = "1"\n');
  write("app/__init__.py", "WORD = 'one'\n");
  write("requirements.txt", ".\n");
  const before = tree();
  const environment = await make();
  expect(tree()).toEqual(before);
  expect(python(environment, "import app; print(app.WORD)")).toBe("one");
  const origin = "from importlib.metadata import distribution as d; print(d('app').read_text('direct_url.json'))";
  expect(JSON.parse(python(environment, origin)).url).toBe(`file://${project}`);
  expect(readdirSync(home)).not.toContain("application");
  rmSync(environment.folder, { recursive: true });
  expect(python(await make(), "import app; print(app.WORD)")).toBe("one");
});

test("an editable project is seen in a copy that follows it, with what its build made there", async () => {
  library(join(project, "lib"), "one");
  write("requirements.txt", "-e ./lib\n");
  const environment = await make();
  expect(environment.copies).toBe(join(home, "application"));
  const look =
    "import lib, os; print(lib.WORD, os.path.exists(os.path.dirname(lib.__file__) + '/build/made_by_build.py'))";
  expect(python(environment, look)).toBe("one True");
  // As a test that writes beside its module would.
  writeFileSync(join(home, "application", project, "lib", "left.py"), "");
  write("lib/lib.py", 'WORD = "two"\n');
  const again = await make();
  expect(again.folder).toBe(environment.folder);
  expect(python(again, look)).toBe("two True");
  expect(readdirSync(join(home, "application", project, "lib"))).not.toContain("left.py");
});

test("an import sees what it sees in the checkout: ignored folders, links within the repository and out of it", async () => {
  git("init", "--quiet");
  library(join(project, "lib"), "one");
  write("lib/build/gen.py", "GEN = 1\n");
  write("lib/venv/__init__.py", "VENV = 1\n");
  write("shared/common.py", "COMMON = 1\n");
  symlinkSync("../shared/common.py", join(project, "lib/common.py"));
  const away = mkdtempSync(join(around.folder, "away-"));
  writeFileSync(join(away, "far.py"), "FAR = 1\n");
  symlinkSync(away, join(project, "lib/away"));
  symlinkSync(".", join(project, "lib/loop"));
  write("requirements.txt", "-e ./lib\n");
  const look =
    "from build import gen; import venv, common; from away import far; print(gen.GEN, common.COMMON, far.FAR)";
  expect(python(await make(), `import sys; sys.path.reverse()\n${look}`)).toBe("1 1 1");
  const contents = [(await read()).content];
  for (const change of ["lib/build/gen.py", "lib/venv/__init__.py", "shared/common.py"]) {
    write(change, "CHANGED = 1\n");
    contents.push((await read()).content);
  }
  writeFileSync(join(away, "far.py"), "FAR = 2\n");
  contents.push((await read()).content);
  expect(new Set(contents).size).toBe(5);
  expect((await read()).reach).toBeUndefined();
  symlinkSync("/", join(project, "lib/all"));
  expect((await read()).reach).toBe(`the link ${project}/lib/all`);
});

test("a build finds the texts above its project, and the projects that it names", async () => {
  git("init", "--quiet");
  library(join(project, "packages/one"), "one", "one");
  library(join(project, "packages/two"), "two", "two");
  write("VERSION", "1\n");
  const named = readFileSync(join(project, "packages/one/pyproject.toml"), "utf8");
  const backend = readFileSync(join(project, "packages/one/backend.py"), "utf8");
  write("packages/one/pyproject.toml", `${named}[tool.uv.sources]\ntwo = { path = "../two" }\n`);
  write("packages/one/backend.py", `open("../../VERSION").read()\n${backend}`);
  write("packages/one/needs", "Requires-Dist: two\n");
  write("requirements.txt", "packages/one\n");
  const before = tree();
  expect(python(await make(), "import one, two; print(one.WORD, two.WORD)")).toBe("one two");
  expect(tree()).toEqual(before);
  const { environment } = await read();
  write("packages/two/two.py", "WORD = 'other'\n");
  expect((await read()).environment).not.toBe(environment);
});

test("a version from git is that of the checkout, in a part of it and in a worktree too, and git's index stays as it is", async () => {
  git("init", "--quiet");
  write("lib/pyproject.toml", SCM);
  write("lib/lib.py", "");
  write("other/file.txt", "");
  write(".gitignore", "*.egg-info\n");
  write("requirements.txt", "./lib\n");
  git("add", "--all");
  git("commit", "--quiet", "--message", "one");
  git("tag", "v1.2.0");
  const version = "from importlib.metadata import version; print(version('lib'))";
  const index = readFileSync(join(project, ".git/index"), "latin1");
  expect(python(await make(), version)).toBe("1.2.0");
  expect(readFileSync(join(project, ".git/index"), "latin1")).toBe(index);
  git("commit", "--quiet", "--allow-empty", "--message", "two");
  expect(python(await make(), version)).toBe(`1.2.1.dev1+g${git("rev-parse", "HEAD").slice(0, 9)}`);
  write("lib/lib.py", "CHANGED = 1\n");
  expect(python(await make(), version)).toMatch(/^1\.2\.1\.dev1\+g[0-9a-f]{9}\.d\d{8}$/);
  git("worktree", "add", "--quiet", `${project}-worktree`, "v1.2.0");
  project = `${project}-worktree`;
  expect(python(await make(), version)).toBe("1.2.0");
});

const SCM = `[project]
name = "lib"
dynamic = ["version"]
[build-system]
requires = ["setuptools>=80", "setuptools-scm>=8"]
build-backend = "setuptools.build_meta"
[tool.setuptools]
py-modules = ["lib"]
[tool.setuptools_scm]
root = ".."
`;

test("the error of a failed build shows the user's own paths", async () => {
  library(join(project, "lib"), "one");
  write("lib/backend.py", "raise SystemError('no ' + __file__)\n");
  write("requirements.txt", "./lib\n");
  const error = await make().catch((thrown) => thrown);
  expect(error.message).toContain(`no ${project}/lib/backend.py`);
  expect(error.message).not.toContain(home);
  expect(error.hint).toContain("built from a copy");
});

test("a wheel required by a wheel recreates the environment when it changes, and is reported", async () => {
  const wheel = async (name: string, word: string, needs = "") => {
    library(join(project, "made"), word, name);
    write("made/needs", needs);
    const code = `import sys; sys.path.insert(0, "."); import backend; backend.build_wheel("..")`;
    spawnSync(around.interpreter.path, ["-c", code], { cwd: join(project, "made") });
    return join(project, `${name}-1-py3-none-any.whl`);
  };
  const behind = await wheel("behind", "one");
  await wheel("front", "one", `Requires-Dist: behind @ file://${behind}\n`);
  write("requirements.txt", "./front-1-py3-none-any.whl\n");
  const [environment, { content }] = [await make(), await read()];
  expect(environment.beyond).toEqual([behind]);
  expect(python(environment, "import behind; print(behind.WORD)")).toBe("one");
  await wheel("behind", "two");
  expect((await read()).content).toBe(content);
  expect(python(await make(), "import behind; print(behind.WORD)")).toBe("two");
  write("requirements.txt", "./front-1-py3-none-any.whl\n./behind-1-py3-none-any.whl\n");
  expect((await make()).beyond).toEqual([]);
});
