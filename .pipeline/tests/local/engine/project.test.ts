import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { openProject } from "../../../local/engine/project.ts";
import { commitAll, GIT_ENV, git } from "../../support/gitRepository.ts";
import { testFolder } from "../../support/testFolder.ts";
import { misuse, open, openBare, openIn, USUAL } from "./openedProject.ts";

afterEach(() => vi.unstubAllEnvs());

test("a project is its root, its targets and its configs, with the defaults where there are no settings", async () => {
  const { project, at } = await open({ ...USUAL, "repo/pyproject.toml": "[tool.ruff]\n" });
  expect(project).toMatchObject({
    root: at("repo"),
    config: at("repo/.config"),
    configName: ".config",
    settings: { python: "3.13", formatter: "black", checks: [] },
    targets: [{ path: "src", holds: new Set(["*.py *.pyi", "*.py *.pyi *.ipynb"]) }],
    named: false,
    configs: {
      mypy: { how: "given", name: "mypy.ini", path: ".config/mypy.ini" },
      ruff: { how: "found", path: "pyproject.toml" },
      black: { how: "none" },
    },
    notices: [],
  });
  expect(project).not.toHaveProperty("requirements");
  expect([...project.listing.files].sort()).toEqual([".config/mypy.ini", "pyproject.toml", "src/main.py"]);
});

describe("the root", () => {
  test("is the nearest folder with .git above the current one, from wherever it is called", async () => {
    const files = { ...USUAL, "repo/packages/app/main.py": "" };
    const { project, at } = await open(files, { source: ["."] }, "repo/packages/app");
    expect(project).toMatchObject({ root: at("repo"), targets: [{ path: "packages/app" }], named: true });
  });

  test("is a worktree's, whose .git is a file", async () => {
    const { at, folder } = await open(USUAL);
    git(at("repo"), "worktree", "add", "--quiet", at("tree"));
    const { project } = await openIn(folder, {}, "tree/src");
    expect(project).toMatchObject({ root: at("tree"), targets: [{ path: "src/main.py" }], notices: [] });
  });

  test("is that of a repository in the repository when it is called there, and the outer one from outside", async () => {
    const { at, folder } = await open({ ...USUAL, "repo/inner/a.py": "" });
    commitAll(at("repo/inner"));
    expect((await openIn(folder, {}, "repo/inner")).project.root).toBe(at("repo/inner"));
    const outer = await openIn(folder, { source: ["inner/a.py"] });
    expect(outer.project).toMatchObject({ root: at("repo"), targets: [{ path: "inner/a.py" }] });
    expect([...outer.project.listing.files]).toContain("inner/a.py");
  });

  test("is the checkout of the named path when it is not in the current one", async () => {
    const { at, folder } = await open({ ...USUAL, "other/lib/a.py": "", "plain/": "" });
    commitAll(at("other"));
    for (const cwd of ["repo", "plain"]) {
      const { project } = await openIn(folder, { source: ["../other/lib"] }, cwd);
      expect(project).toMatchObject({ root: at("other"), targets: [{ path: "lib" }] });
    }
  });

  test("without .git is the current folder where the paths are in it, or none is named", async () => {
    const files = { "repo/deep/src/in/a.py": "", "repo/.config/": "" };
    const { project, at } = await openBare(files, { source: ["deep/src"] });
    expect(project).toMatchObject({ root: at("repo"), targets: [{ path: "deep/src" }], notices: [] });
    expect((await openBare(files)).project.targets).toMatchObject([{ path: "." }]);
  });

  test("without .git, and for a path elsewhere, is the folder that the path stands in", async () => {
    const { project, at } = await openBare({ "repo/": "", "other/src/a.py": "" }, { source: ["../other/src"] });
    expect(project).toMatchObject({ root: at("other"), targets: [{ path: "src" }] });
  });

  test("is never the whole of a home or a disk for a path in it", async () => {
    const files = { "home/project/src/a.py": "", "home/b.py": "" };
    const folder = testFolder(files);
    vi.stubEnv("HOME", join(folder, "home"));
    const rootOf = async (cwd: string, ...source: string[]) => (await openProject({ cwd, source, env: GIT_ENV })).root;
    const home = join(folder, "home");
    expect(await rootOf(home, "project/src")).toBe(join(home, "project"));
    expect(await rootOf(home, "project")).toBe(join(home, "project"));
    expect(await rootOf(join(folder), "home/project")).toBe(folder);
    // Who names the home itself means it, and nothing above it.
    expect(await rootOf(home, ".")).toBe(home);
    expect(await rootOf("/", join(home, "project/src"))).toBe(join(home, "project"));
    vi.stubEnv("HOME", folder);
    expect(await rootOf("/", home)).toBe(home);
  });

  test("of paths that have no folder in common is misuse", async () => {
    const files = { "repo/": "", "a/src/x.py": "", "b/src/y.py": "" };
    const opening = openBare(files, { source: ["../a/src", "../b/src"] });
    await expect(opening).rejects.toMatchObject(misuse(/have no folder in common\.$/));
    await expect(openBare(USUAL, { source: ["src", "/etc"] })).rejects.toMatchObject(misuse(/no folder in common/));
  });

  test("has an id of its own, whatever is checked in it", async () => {
    const { project, folder, at } = await open({ ...USUAL, "repo/lib/a.py": "" });
    expect(project.id).toMatch(/^[0-9a-f]{16}$/);
    expect((await openIn(folder, { source: ["lib"] }, "repo/src/..")).project.id).toBe(project.id);
    commitAll(at("repo/lib"));
    expect((await openIn(folder, {}, "repo/lib")).project.id).not.toBe(project.id);
  });
});

describe("the config folder", () => {
  test("is .config where it is called, else at the root, else there is none", async () => {
    const files = { ...USUAL, "repo/sub/.config/mypy.ini": "", "repo/sub/a.py": "", "repo/lib/a.py": "" };
    const own = await open(files, {}, "repo/sub");
    expect(own.project).toMatchObject({ config: own.at("repo/sub/.config"), configName: ".config" });
    expect(own.project.configs).toMatchObject({ mypy: { how: "given", path: "sub/.config/mypy.ini" } });
    const root = await open(files, {}, "repo/lib");
    expect(root.project).toMatchObject({ config: root.at("repo/.config"), configName: "../.config" });
    const none = await open({ "repo/src/a.py": "" });
    expect(none.project).toMatchObject({
      config: undefined,
      configName: ".config",
      configs: { mypy: { how: "none" } },
    });
  });

  test("may be elsewhere, and then its files have no path in the tree", async () => {
    const { project, at } = await open({ ...USUAL, "shared/black.toml": "" }, { config: "../shared" });
    expect(project).toMatchObject({ config: at("shared"), configName: "../shared" });
    expect(project.configs).toMatchObject({ black: { how: "given", name: "black.toml" }, mypy: { how: "none" } });
    expect(project.configs.black).not.toHaveProperty("path");
  });

  test.each([
    ["cfg", "does not exist"],
    ["src/main.py", "is not a folder"],
  ])("that is named and not one is misuse: %s", async (config, state) => {
    const opening = openBare(USUAL, { config });
    await expect(opening).rejects.toMatchObject({
      ...misuse(`^There is no config folder: "${config}" ${state}\\.$`),
      hint: expect.stringContaining("--config"),
    });
  });

  test("goes before what a tool finds by itself, which must be in the tree", async () => {
    const files = {
      ...USUAL,
      "repo/mypy.ini": "",
      "repo/ruff.toml": "",
      "repo/src/ruff.toml": "",
      "repo/.pylintrc": "",
    };
    const { project } = await open({ ...files, "repo/.gitignore": ".pylintrc\n" });
    expect(project.configs).toMatchObject({
      mypy: { how: "given" },
      ruff: { how: "found", path: "src/ruff.toml" },
      pylint: { how: "none" },
    });
  });
});

test("where git can't list a checkout the user is told once, and the .gitignore files count", async () => {
  const files = { ...USUAL, "repo/.git": "gitdir: /nowhere\n", "repo/.gitignore": "gen.py\n", "repo/src/gen.py": "" };
  const { project } = await openBare(files);
  await project.list();
  expect(project.notices).toEqual([
    "Git could not list the checkout (not a git repository: /nowhere), so its .gitignore files were read instead. " +
      "A file that is tracked and ignored is left out.",
  ]);
  expect([...project.listing.files]).not.toContain("src/gen.py");
  const none = await open(USUAL, { env: {} });
  expect(none.project.notices).toEqual([expect.stringContaining("(it is not on the PATH)")]);
  expect([...none.project.listing.files].sort()).toEqual([".config/mypy.ini", "src/main.py"]);
});

test("the reports that a run writes are no part of what it checks, and the baseline is none", async () => {
  const files = { ...USUAL, "repo/src/out.py": "", "repo/.config/baseline.json": "{}", "repo/src/baseline.json": "{}" };
  const { project } = await open(files, { outputs: ["src/out.py", "../x.json"] });
  expect([...project.listing.files].sort()).toEqual([".config/mypy.ini", "src/baseline.json", "src/main.py"]);
});

test("the settings are read, and --python wins over them", async () => {
  const files = { ...USUAL, "repo/.config/drydock.json": '{"python": "3.12", "formatter": "ruff"}' };
  expect((await openBare(files)).project.settings).toMatchObject({ python: "3.12", formatter: "ruff" });
  const own = await openBare(files, { python: "3.14" });
  expect(own.project.settings).toMatchObject({ python: "3.14", formatter: "ruff" });
});

test.each(["3", "3.13.1", "2.7", "py313", ""])("--python %j is misuse", async (python) => {
  await expect(openBare(USUAL, { python })).rejects.toMatchObject({ kind: "misuse" });
});

test("settings that can't be read or are not understood are misuse that names the file", async () => {
  const broken = { ...USUAL, "repo/.config/drydock.json": '{"pythno": "3.12"}' };
  await expect(openBare(broken)).rejects.toMatchObject(misuse(/\.config\/drydock\.json/));
  const folder = testFolder(USUAL);
  mkdirSync(join(folder, "repo/.config/drydock.json"));
  await expect(openIn(folder)).rejects.toMatchObject(misuse(/\.config\/drydock\.json can't be read/));
});

test("requirements that the repository names may be a link inside it and none out of it; the user may name any", async () => {
  const folder = testFolder({ ...USUAL, "repo/deps/app.txt": "", "outside.txt": "" });
  const at = (path: string) => join(folder, path);
  writeFileSync(at("repo/.config/drydock.json"), '{"requirements": "requirements.txt"}');
  symlinkSync("deps/app.txt", at("repo/requirements.txt"));
  expect((await openIn(folder)).project.requirements).toBe(at("repo/requirements.txt"));
  rmSync(at("repo/requirements.txt"));
  symlinkSync(at("outside.txt"), at("repo/requirements.txt"));
  await expect(openIn(folder)).rejects.toThrow(
    'The requirements file "requirements.txt", which "requirements" in drydock.json names, is a link that leads out of the repository.',
  );
  const named = await openIn(folder, { requirements: "requirements.txt" });
  expect(named.project.requirements).toBe(at("repo/requirements.txt"));
});

test("requirements of the settings are looked for in the repository, those of the option in the current folder", async () => {
  const files = {
    ...USUAL,
    "repo/requirements.txt": "",
    "repo/sub/dev.txt": "",
    "repo/.config/drydock.json": '{"requirements": "requirements.txt"}',
  };
  const settings = await open(files, {}, "repo/sub");
  expect(settings.project.requirements).toBe(settings.at("repo/requirements.txt"));
  const option = await open(files, { requirements: "dev.txt" }, "repo/sub");
  expect(option.project.requirements).toBe(option.at("repo/sub/dev.txt"));
});

test.each([
  [
    "the settings",
    {},
    { "repo/.config/drydock.json": '{"requirements": "none.txt"}' },
    '"requirements" in drydock.json',
  ],
  ["the option", { requirements: "none.txt" }, {}, "--requirements"],
  ["the option, which is a folder", { requirements: "src" }, {}, "--requirements"],
])("a requirements file that %s names and that is not there is misuse", async (_, over, files, where) => {
  await expect(openBare({ ...USUAL, ...files }, over)).rejects.toMatchObject(misuse(`which ${where} names.`));
});
