import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { drydock } from "../../support/callCli.ts";
import { contentsOf } from "../../support/contentsOf.ts";
import { testFolder } from "../../support/testFolder.ts";

type Files = Readonly<Record<string, string>>;

/** A checkout of these files; without Python code no tool runs for the verdict. */
function checkout(files: Files, ...git: readonly (readonly string[])[]): string {
  const folder = testFolder(files);
  for (const words of [["init", "-q"], ...git]) execFileSync("git", words, { cwd: folder });
  return folder;
}

const init = (folder: string, ...words: readonly string[]) => drydock(folder, ["init", ...words], ENV);
/** Whatever hooks the user of this machine has. */
const ENV = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", HOME: "/nonexistent" };

async function dry(files: Files, ...words: readonly string[]): Promise<string> {
  const folder = checkout(files);
  const before = contentsOf(folder);
  const { stdout, code } = await init(folder, "--dry-run", ...words);
  expect({ code, now: contentsOf(folder) }).toEqual({ code: 0, now: before });
  return stdout;
}

/** The settings that would be written; undefined where none would. */
function settingsIn(out: string): object | undefined {
  const text = /^Would write \S*drydock\.json\n((?: {2}.*\n?)+)/m.exec(out)?.[1];
  return text === undefined ? undefined : JSON.parse(text);
}

const APP = { "app/__init__.py": "" };
const NO_SETTINGS = "Drydock's defaults fit this repository: no settings are needed.";

test.each<[string, Files, object | undefined]>([
  ["with only a pyproject.toml", { ...APP, "pyproject.toml": '[project]\nrequires-python = ">=3.9"\n' }, undefined],
  ["of the src layout", { "src/app/__init__.py": "", "tests/test_a.py": "" }, undefined],
  ["without anything", { "README.md": "" }, undefined],
  [
    "whose Python is older",
    { ...APP, "pyproject.toml": '[project]\nrequires-python = ">=3.9,<3.13"\n' },
    { python: "3.12" },
  ],
  ["whose Python is newer", { ...APP, "setup.cfg": "[options]\npython_requires = >=3.14\n" }, { python: "3.14" }],
  ["of Poetry", { ...APP, "pyproject.toml": '[tool.poetry.dependencies]\npython = "~3.11"\n' }, { python: "3.11" }],
  ["with a .python-version", { ...APP, ".python-version": "3.12.4\n" }, { python: "3.12" }],
  [
    "whose .python-version the project excludes",
    { ...APP, ".python-version": "3.9\n", "pyproject.toml": '[project]\nrequires-python = ">=3.10"\n' },
    undefined,
  ],
  ["with requirements", { ...APP, "requirements.txt": "click\n" }, { requirements: "requirements.txt" }],
  [
    "with uv's lock of its project",
    { ...APP, "uv.lock": "", "pyproject.toml": '[project]\nname = "app"\n' },
    { requirements: "uv.lock" },
  ],
  [
    "with a requirements file beside it, which containers take too",
    { ...APP, "uv.lock": "", "requirements.txt": "", "pyproject.toml": '[project]\nname = "app"\n' },
    { requirements: "requirements.txt" },
  ],
  ["with uv's lock of no project", { ...APP, "uv.lock": "", "pyproject.toml": "[tool.uv.workspace]\n" }, undefined],
  ["with a package beside src", { "src/a.py": "", ...APP, "docs/__init__.py": "" }, { source: ["src", "app"] }],
  [
    "that Ruff formats, by pre-commit",
    { ...APP, ".pre-commit-config.yaml": "repos: [{repo: x, hooks: [{id: ruff-format}]}]" },
    { formatter: "ruff" },
  ],
  [
    "that both format, by pre-commit",
    { ...APP, ".pre-commit-config.yaml": "repos: [{repo: x, hooks: [{id: ruff-format}, {id: black}]}]" },
    undefined,
  ],
  ["that Ruff formats, by its config", { ...APP, "pyproject.toml": "[tool.ruff.format]\n" }, { formatter: "ruff" }],
  ["that Black formats too", { ...APP, "pyproject.toml": "[tool.ruff.format]\n[tool.black]\n" }, undefined],
])("for a repository %s the settings say no more than what differs", async (_, files, settings) => {
  const out = await dry(files);
  expect(settingsIn(out)).toEqual(settings);
  expect(out.includes(NO_SETTINGS)).toBe(settings === undefined);
});

test.each<[string, Files, string]>([
  ["what is checked", { "lib.py": "", ...APP }, "checked     app, lib.py\n"],
  ["the Python and why", { ".python-version": "3.12" }, "python      3.12: .python-version says 3.12\n"],
  [
    "the configs",
    { "mypy.ini": "[mypy]\n", ".config/black.toml": "" },
    "configs     pylint: none, black: .config/black.toml, mypy: mypy.ini, ruff: none\n",
  ],
  [
    "the tests",
    { "tests/test_a.py": "" },
    'tests       tests: "drydock test" runs them, and run-all if "checks" names test\n',
  ],
  ["the application's packages", { "uv.lock": "", "requirements.txt": "" }, "packages    uv.lock, requirements.txt\n"],
  ["GitLab", { ".gitlab-ci.yml": "" }, "kept on     GitLab: .gitlab-ci.yml\n"],
  ["GitHub", { ".github/workflows/a.yml": "" }, "kept on     GitHub: .github/workflows/a.yml\n"],
  [
    "a pre-commit config that is none",
    { ".pre-commit-config.yaml": "repos: [" },
    "! .pre-commit-config.yaml could not be read: ",
  ],
])("it shows %s", async (_, files, line) => expect(await dry(files)).toContain(line));

test("it shows where a remote is, without the password in its address", async () => {
  const folder = checkout({}, ["remote", "add", "origin", "https://me:secret@gitlab.example.com/a/b.git"]);
  const { stdout } = await init(folder, "--dry-run");
  expect(stdout).toContain("kept on     GitLab: a remote on gitlab.example.com\n");
  expect(stdout).not.toContain("secret");
  const other = checkout({}, ["remote", "add", "up", "git@github.com:a/gitlab.git"]);
  expect((await init(other, "--dry-run")).stdout).toContain("kept on     GitHub: a remote on github.com\n");
});

test("a version of pre-commit's that is another than Drydock's is told with the way out, the same one is not", async () => {
  const rev = (version: string) => ({
    ".pre-commit-config.yaml": `repos: [{repo: https://github.com/astral-sh/ruff-pre-commit, rev: ${version}}]`,
  });
  const out = await dry(rev("v0.5.0"));
  const ours = /has ruff 0\.5\.0, Drydock (\S+)\. To check with yours: drydock lock ruff --with ruff==0\.5\.0\n/.exec(
    out,
  )?.[1];
  expect(ours).toMatch(/^\d+\.\d+/);
  expect(await dry(rev(`v${ours}`))).not.toContain("drydock lock");
});

test("settings that are there already stay as they are, and what they do not say is told", async () => {
  const files = { ...APP, ".python-version": "3.12", "requirements.txt": "" };
  const out = await dry({ ...files, ".config/drydock.json": '{ "python": "3.11" }' });
  expect(out).toContain(
    '.config/drydock.json already exists, and stays as it is. It does not say "requirements": "requirements.txt"',
  );
  expect(settingsIn(out)).toBeUndefined();
});

test("--config-files offers a file for each tool that has none, for the Python of the repository", async () => {
  const out = await dry({ ".python-version": "3.12", "mypy.ini": "[mypy]\n" }, "--config-files");
  expect(out.match(/^Would write .*/gm)).toEqual([
    ...["drydock.json", ".pylintrc", "black.toml", "pyproject.toml"].map((name) => `Would write .config/${name}`),
  ]);
  expect(out).toContain("No config file is written for mypy: each has its own.\n".trimEnd());
  expect(out).toContain('target-version = ["py312"]');
  expect(out).toContain("py-version=3.12");
  expect(out).not.toMatch(/3\.13|py313/);
});

const INCLUDE = /^ {2}include:\n {4}- component: \$CI_SERVER_FQDN\/platform\/drydock\/check@v\S+$/m;

test("--gitlab offers a .gitlab-ci.yml of two lines, and where there is one prints what to add", async () => {
  const fresh = await dry({}, "--gitlab");
  expect(fresh).toContain("Would write .gitlab-ci.yml\n");
  expect(fresh).toMatch(INCLUDE);
  const there = await dry({ ".gitlab-ci.yml": "stages: []\n" }, "--gitlab");
  expect(there).not.toContain("Would write");
  expect(there).toContain("Add this to .gitlab-ci.yml:\n");
  expect(there).toMatch(INCLUDE);
});

test("--hook beside a pre-commit config prints the hook's entry, whose id is one that Drydock has", async () => {
  const out = await dry({ ".pre-commit-config.yaml": "repos: []\n" }, "--hook");
  const id = /^ {8}- id: (\w+)$/m.exec(out)?.[1];
  expect(out).not.toContain("Would write");
  const own = readFileSync(join(import.meta.dirname, "../../../../.pre-commit-hooks.yaml"), "utf8");
  expect(own).toMatch(new RegExp(`^- id: ${id}$`, "m"));
});

test("--hook writes a pre-push hook that git runs, and leaves one that is there", async () => {
  const folder = checkout({});
  await init(folder, "--hook");
  const path = join(folder, ".git/hooks/pre-push");
  expect(statSync(path).mode & 0o111).toBe(0o111);
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "a"], {
    cwd: folder,
  });
  const far = testFolder();
  execFileSync("git", ["init", "-q", "--bare", far]);
  const bin = testFolder({ drydock: '#!/bin/sh\necho "asked for $*" >&2\nexit 1\n' });
  execFileSync("chmod", ["+x", join(bin, "drydock")]);
  const push = () =>
    execFileSync("git", ["push", far, "HEAD:main"], {
      cwd: folder,
      stdio: "pipe",
      env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
    });
  expect(push).toThrow(/asked for run-all --quiet/);
  const text = readFileSync(path, "utf8");
  expect((await init(folder, "--hook")).stdout).toContain(
    `${path} already exists. To have the hook, add this to it:\n`,
  );
  expect(readFileSync(path, "utf8")).toBe(text);
});

test("--hook goes to the checkout that a worktree belongs to, and to no folder that many share", async () => {
  const identity = ["-c", "user.name=a", "-c", "user.email=a@b"];
  const folder = checkout(
    {},
    [...identity, "commit", "-q", "--allow-empty", "-m", "a"],
    ["worktree", "add", "-q", "w"],
  );
  expect((await init(join(folder, "w"), "--hook", "--dry-run")).stdout).toContain(
    `Would write ${folder}/.git/hooks/pre-push\n`,
  );
  const shared = testFolder();
  execFileSync("git", ["config", "core.hooksPath", shared], { cwd: folder });
  const { stdout } = await init(folder, "--hook");
  expect(stdout).toContain(`core.hooksPath names ${shared}, which is not this checkout's.`);
  expect(contentsOf(shared)).toEqual({});
});

test("--hook without a checkout is misuse, before anything is written", async () => {
  const folder = testFolder({ ".python-version": "3.12" });
  const { code, stderr } = await init(folder, "--hook");
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining("There is no git checkout here") });
  expect(existsSync(join(folder, ".config"))).toBe(false);
});

test("a config folder that is named is made, and one that is a link out of the repository is not written to", async () => {
  const folder = checkout({ ".python-version": "3.12" });
  await init(folder, "--config", "conf");
  expect(JSON.parse(readFileSync(join(folder, "conf/drydock.json"), "utf8"))).toEqual({ python: "3.12" });
  const outside = testFolder();
  const other = checkout({ ".python-version": "3.12" });
  symlinkSync(outside, join(other, ".config"));
  expect(await init(other)).toMatchObject({ code: 2, stderr: expect.stringContaining("is outside of the repository") });
  expect(contentsOf(outside)).toEqual({});
});

test("nothing is written through a link that stands where a file would", async () => {
  const outside = join(testFolder(), "drydock.json");
  const folder = checkout({ ".python-version": "3.12", ".config/": "" });
  symlinkSync(outside, join(folder, ".config/drydock.json"));
  const { code } = await init(folder);
  expect(code).toBe(2);
  expect(existsSync(outside)).toBe(false);
});
