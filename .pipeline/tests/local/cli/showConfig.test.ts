import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import type { Overview } from "../../../local/engine/overview.ts";
import { drydock } from "../../support/callCli.ts";
import { testFolder } from "../../support/testFolder.ts";

const shown = async (files: Readonly<Record<string, string>>, ...words: readonly string[]) => {
  const folder = testFolder(files);
  return { folder, ...(await drydock(folder, ["config", ...words])) };
};
const data = async (files: Readonly<Record<string, string>>, ...words: readonly string[]) =>
  JSON.parse((await shown(files, ...words, "--json")).stdout) as Overview;
const toolOf = ({ checks }: Overview, name: string) =>
  checks.flatMap(({ tools }) => tools).find(({ tool }) => tool === name);

const FLAT = { "app/__init__.py": "", "app/a.py": "", "tests/test_a.py": "", "notes.txt": "" };

test("drydock config says the root, the tree, the settings, the targets and the Python, and why each", async () => {
  const { folder, stdout, code } = await shown(FLAT);
  expect(code).toBe(0);
  expect(stdout).toContain(`root         ${folder} (no .git above: the current folder, or that of the named paths)\n`);
  expect(stdout).toContain("tree         4 files, listed by .gitignore files, without git\n");
  expect(stdout).toContain("ignored      the built-in list\n");
  expect(stdout).toContain("settings     none: no drydock.json, so the defaults count\n");
  expect(stdout).toContain("config       no config folder\n");
  expect(stdout).toContain("targets      app, tests (found: src, else the packages, tests and modules at the root)\n");
  expect(stdout).toMatch(/^python {7}3\.13 \(the default\); found 3\.13\.\d+ at \//m);
  expect(stdout).toContain("application  no requirements are named: its packages are not installed\n");
  expect(stdout).toMatch(
    /\nruff \(Ruff\)\n {2}config {3}none: the defaults of ruff count\n {2}version {2}ruff \d\S+, locked by Drydock\n {2}targets {2}app, tests\n {2}files {4}3 of \*\.py/,
  );
});

test("in a checkout git lists the tree, and what it ignores is not counted", async () => {
  const folder = testFolder({ ...FLAT, ".gitignore": "app/a.py\n" });
  execFileSync("git", ["init", "-q"], { cwd: folder });
  const { stdout } = await drydock(folder, ["config", "--checks", "ruff"]);
  expect(stdout).toContain(`${folder} (the folder with .git)`);
  expect(stdout).toContain("listed by git\n");
  expect(stdout).toContain("files    2 of *.py");
});

test("the settings' own choices are named as theirs", async () => {
  const settings = {
    python: "3.12",
    source: ["app"],
    ignore: ["old/**"],
    requirements: "notes.txt",
    checks: ["typecheck"],
  };
  const { stdout } = await shown({ ...FLAT, ".config/drydock.json": JSON.stringify(settings) });
  expect(stdout).toContain("settings     .config/drydock.json\n");
  expect(stdout).toContain("config       the folder .config\n");
  expect(stdout).toContain("ignored      the built-in list, old/**\n");
  expect(stdout).toContain('targets      app ("source" in drydock.json)\n');
  expect(stdout).toContain('python       3.12 ("python" in drydock.json)');
  expect(stdout).toContain("application  notes.txt\n");
  expect(stdout).toContain("  application  notes.txt, installed for this check");
  expect(stdout).not.toContain("ruff");
});

test("what the command line says is named as its", async () => {
  const { stdout } = await shown(FLAT, "tests", "--python", "3.11", "--checks", "ruff,lint");
  expect(stdout).toContain("targets      tests (named on the command line)\n");
  expect(stdout).toContain("python       3.11 (--python)");
  expect(stdout.match(/^\w+ \(\w+\)$/gm)).toEqual(["lint (Pylint)", "ruff (Ruff)"]);
});

test("each tool's config is told with how it is found, and its lock with whose it is", async () => {
  const lock = `ruff==0.5.0 --hash=sha256:${"0".repeat(64)}\n`;
  const found = await data({
    ...FLAT,
    "pyproject.toml": '[tool.ruff]\ntarget-version = "py310"\n',
    ".config/mypy.ini": "[mypy]\n",
    ".config/requirements/ruff.txt": lock,
  });
  expect(toolOf(found, "mypy")?.config).toEqual({ how: "given", path: ".config/mypy.ini" });
  expect(toolOf(found, "ruff")?.config).toEqual({ how: "found", path: "pyproject.toml" });
  expect(toolOf(found, "pylint")?.config).toEqual({ how: "none", path: null });
  expect(toolOf(found, "ruff")?.lock).toEqual({ by: "own", path: ".config/requirements/ruff.txt", version: "0.5.0" });
  expect(toolOf(found, "pylint")?.lock).toMatchObject({ by: "shipped", path: null });
  expect(toolOf(found, "ruff")?.python).toMatchObject([{ setting: "target-version", value: "py310" }]);
});

test("a lock that cannot be used is told, and the rest with it", async () => {
  const found = await data({ ...FLAT, ".config/requirements/ruff.txt": "ruff @ https://example.com/ruff.whl\n" });
  expect(toolOf(found, "ruff")?.lock.version).toMatch(/^unusable: The lock .* cannot be used/);
  expect(found.checks).toHaveLength(4);
});

test("a Python that a config contradicts is told", async () => {
  const { stdout } = await shown({ ...FLAT, "mypy.ini": "[mypy]\npython_version = 3.9\n" }, "--python", "3.12");
  expect(stdout).toContain("! python_version in mypy.ini is 3.9, so mypy checks for Python 3.9 and not for 3.12.\n");
});

test("a Python that is not on this machine is told, and nothing is downloaded or remembered", async () => {
  const cache = testFolder();
  const folder = testFolder(FLAT);
  const { stdout } = await drydock(folder, ["config", "--python", "3.99"], { DRYDOCK_CACHE: cache });
  expect(stdout).toMatch(
    /3\.99 \(--python\); found 3\.\d+\.\S+ at \S+; Python 3\.99 is not on this machine: a run tries to download it/,
  );
  expect(execFileSync("ls", ["-A", cache], { encoding: "utf8" })).toBe("");
});

test("names of files that would steer the terminal do not", async () => {
  const { stdout } = await shown({ "a\u001b[2J.py": "" });
  expect(stdout).toContain("targets      a\\x1b[2J.py");
  expect(stdout).not.toContain("\u001b");
});

test("the words of both verbs are completed as those of every verb", async () => {
  const completed = async (...words: string[]) => (await drydock("/", ["__complete", "--", ...words])).stdout;
  expect(await completed("config", "--checks", "lint,ru")).toBe("lint,ruff");
  expect(await completed("init", "--gi")).toMatch(/^--gitlab\t/);
});
