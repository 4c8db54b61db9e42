import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { readApplication } from "../../../local/python/application.ts";
import { applicationEnvironment } from "../../../local/python/applicationEnvironment.ts";
import type { Environment } from "../../../local/python/environment.ts";
import { LOCK, library, offline, type Surroundings, surroundings } from "./surroundings.ts";

let around: Surroundings;
let project: string;
beforeAll(async () => {
  around = await surroundings();
});
afterAll(() => around.remove());
beforeEach(() => {
  project = mkdtempSync(join(around.folder, "project-"));
});

function write(name: string, text: string): void {
  mkdirSync(dirname(join(project, name)), { recursive: true });
  writeFileSync(join(project, name), text);
}

async function make(env: Readonly<Record<string, string>> = {}): Promise<Environment> {
  const { interpreter, root, uvPath } = around;
  const { signal } = new AbortController();
  const home = `${project}-home`;
  mkdirSync(home, { recursive: true });
  return applicationEnvironment({
    application: await digest(env),
    interpreter,
    root,
    home: () => home,
    env: { ...around.env, ...env },
    uv: async () => uvPath,
    signal,
  });
}

const digest = (env = {}) => readApplication(join(project, "requirements.txt"), { ...around.env, ...env });

const writeLibrary = (word: string): void => library(join(project, "lib"), word);

function wordOf(environment: Environment): string {
  const { stdout, stderr } = spawnSync(environment.python, ["-c", "import lib; print(lib.WORD)"], { encoding: "utf8" });
  return stdout.trim() || stderr;
}

test("the requirements and those that they include are installed, apart from the tools", async () => {
  write("requirements.txt", "# nothing of its own\n-r deps/more.txt\n");
  write("deps/more.txt", "pyflakes\n-c limits.txt\n-r ../requirements.txt\n");
  write("deps/limits.txt", "pyflakes<3.4\n");
  const made = await make();
  const version = spawnSync(made.python, ["-m", "pyflakes", "--version"], { encoding: "utf8" }).stdout;
  expect(version).toMatch(/^3\.3\./);
  expect(made.folder).toContain("application-");
});

test("a change in any file that is included, in a constraint or a variable gives another environment", async () => {
  write("requirements.txt", "-r a.txt\n");
  // biome-ignore lint/suspicious/noTemplateCurlyInString: pip fills it in.
  write("a.txt", "-c b.txt\npyflakes==${VERSION}\n");
  write("b.txt", "pyflakes<3.4\n");
  const digests = [await digest({ VERSION: "1" }), await digest({ VERSION: "2" })];
  write("b.txt", "pyflakes<3.3\n");
  digests.push(await digest({ VERSION: "2" }));
  expect(new Set(digests.map(({ environment }) => environment)).size).toBe(3);
  expect(await digest({ VERSION: "2" })).toEqual(digests[2]);
});

test("hashes are demanded of all when one has them", async () => {
  write("requirements.txt", `${LOCK.text}iniconfig==2.1.0\n`);
  await expect(make()).rejects.toThrow(/hash/i);
  write("requirements.txt", LOCK.text);
  await make();
});

test("an edited local project is never served as it was before", async () => {
  writeLibrary("one");
  write("requirements.txt", "-r deps/local.txt\n");
  write("deps/local.txt", "./lib\n");
  expect(wordOf(await make())).toBe("one");
  // Only this: uv itself looks at pyproject.toml alone.
  write("lib/lib.py", 'WORD = "two"\n');
  expect(wordOf(await make())).toBe("two");
});

test("an edited module of an editable project keeps the environment, but not the results; another file does not", async () => {
  writeLibrary("one");
  write("requirements.txt", "-e ./lib\n");
  const [made, before] = [await make(), await digest()];
  expect(wordOf(made)).toBe("one");
  writeLibrary("two");
  const after = await digest();
  expect(after.environment).toBe(before.environment);
  expect(after.content).not.toBe(before.content);
  expect(wordOf(await make())).toBe("two");
  write("lib/data.json", "{}");
  expect((await digest()).environment).not.toBe(before.environment);
});

test("what a build leaves in a local project makes no difference", async () => {
  writeLibrary("one");
  write("requirements.txt", "./lib\n");
  const before = await digest();
  for (const name of ["lib/lib.egg-info/PKG-INFO", "lib/build/lib/lib.py", "lib/__pycache__/lib.pyc"]) write(name, "");
  expect(await digest()).toEqual(before);
});

test("a file or local project that is missing is named, with the file that names it", async () => {
  write("requirements.txt", "-r gone.txt\n");
  await expect(make()).rejects.toThrow(/requirements\.txt names .*gone\.txt, which can't be read \(ENOENT\)/);
  write("requirements.txt", "./gone\n");
  await expect(make()).rejects.toThrow(/requirements\.txt names .*gone, which/);
  rmSync(join(project, "requirements.txt"));
  await expect(make()).rejects.toMatchObject({ kind: "misuse" });
});

test("what the repository's requirements include stays in the repository; the user's own may include anything", async () => {
  const { signal } = new AbortController();
  const within = (repository: string) => readApplication(join(project, "requirements.txt"), {}, signal, repository);
  write("secret.txt", "password\n");
  write("repository/.git/HEAD", "");
  const repository = join(project, "repository");
  for (const [line, link] of [
    ["-r ../secret.txt", false],
    ["-c linked.txt", true],
    ["iniconfig\r-r ../secret.txt", false],
  ] as const) {
    write("repository/requirements.txt", `${line}\n`);
    if (link) symlinkSync(join(project, "secret.txt"), join(repository, "linked.txt"));
    const error = await readApplication(join(repository, "requirements.txt"), {}, signal, repository).catch((e) => e);
    expect(error).toMatchObject({
      kind: "misuse",
      message: expect.stringContaining("which is outside the repository"),
    });
    expect(error.message).not.toContain("password");
  }
  write("repository/requirements.txt", "-r deps/a.txt\n");
  write("repository/deps/a.txt", "-r ../b.txt\n");
  write("repository/b.txt", "");
  await readApplication(join(repository, "requirements.txt"), {}, signal, repository);
  write("requirements.txt", "-r secret.txt\n-r repository/b.txt\n");
  await within(repository);
});

test("the error of a failed installation has the file's name and uv's last output", async () => {
  write("requirements.txt", "pyflakes==999\n");
  const error = await make().catch((thrown) => thrown);
  expect(error).toMatchObject({ name: "DrydockError", kind: "broken" });
  expect(error.message).toMatch(
    /requirements\.txt\) could not be created: uv pip install failed with exit code 1.*pyflakes==999/s,
  );
  expect(error.hint).toContain("requirements.txt");
  const offlineError = await make(offline()).catch((thrown) => thrown);
  expect(offlineError.hint).toMatch(/HTTPS_PROXY/);
});

test("a file with nothing in it gives an empty environment", async () => {
  write("requirements.txt", "# none yet\n");
  expect(spawnSync((await make()).python, ["-c", ""]).status).toBe(0);
});
