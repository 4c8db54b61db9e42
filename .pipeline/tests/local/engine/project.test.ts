import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openProject, type ProjectRequest } from "../../../local/engine/project.ts";
import { testFolder } from "../../support/testFolder.ts";

const USUAL = { "repo/.git/": "", "repo/src/main.py": "", "repo/.config/mypy.ini": "" };

function open(files: Readonly<Record<string, string>>, over: Partial<ProjectRequest> = {}, cwd = "repo") {
  const folder = testFolder(files);
  const project = openProject({ cwd: join(folder, cwd), source: "src", config: ".config", ...over });
  return { folder, project, at: (path: string) => join(folder, path) };
}

test("a project is its folders, by absolute paths, with the defaults where there are no settings", () => {
  const { project, at } = open(USUAL);
  expect(project).toMatchObject({
    source: at("repo/src"),
    config: at("repo/.config"),
    repository: at("repo"),
    prefix: "src",
    settings: { python: "3.13", formatter: "black", checks: [] },
    configFiles: ["mypy.ini"],
  });
  expect(project).not.toHaveProperty("requirements");
});

test.each<[string, Partial<ProjectRequest>, string]>([
  ["a source folder that is not there", { source: "sources" }, 'There is no source folder: "sources" does not exist.'],
  ["a file in its place", { source: "src/main.py" }, 'There is no source folder: "src/main.py" is not a folder.'],
  ["a config folder that is not there", { config: "cfg" }, 'There is no config folder: "cfg" does not exist.'],
])("%s is misuse, with the option to name another", (_, over, message) => {
  const hint = expect.stringContaining(over.config === undefined ? "--source" : "--config");
  expect(() => open(USUAL, over)).toThrow(expect.objectContaining({ kind: "misuse", message, hint }));
});

test("the repository is the folder with .git above the source, from wherever it is called", () => {
  const files = { ...USUAL, "repo/packages/app/main.py": "" };
  const { project, at } = open(files, { source: "packages/app" });
  expect(project).toMatchObject({ repository: at("repo"), prefix: "packages/app" });
  const inside = open(files, { source: ".", config: "../../.config" }, "repo/packages/app");
  expect(inside.project).toMatchObject({ repository: inside.at("repo"), prefix: "packages/app" });
});

test("a worktree's .git, which is a file, counts", () => {
  const { project, at } = open(
    { ...USUAL, "repo/tree/.git": "gitdir: x", "repo/tree/app/a.py": "" },
    { source: "tree/app" },
  );
  expect(project).toMatchObject({ repository: at("repo/tree"), prefix: "app" });
});

test("the source may be the repository itself, with no prefix", () => {
  const { project, at } = open(USUAL, { source: "." });
  expect(project).toMatchObject({ repository: at("repo"), prefix: "" });
});

test("without .git the repository is the current folder when the source is in it", () => {
  const { project, at } = open({ "repo/deep/src/a.py": "", "repo/.config/": "" }, { source: "deep/src" });
  expect(project).toMatchObject({ repository: at("repo"), prefix: "deep/src" });
});

test("without .git and outside the current folder the repository is the source's parent", () => {
  const { project, at } = open({ "repo/.config/": "", "repository/src/a.py": "" }, { source: "../repository/src" });
  expect(project).toMatchObject({ repository: at("repository"), prefix: "src" });
});

test("a source that is called by a link is the folder behind it", () => {
  const folder = testFolder(USUAL);
  symlinkSync(join(folder, "repo/src"), join(folder, "link"));
  const project = openProject({ cwd: join(folder, "repo"), source: "../link", config: ".config" });
  expect(project).toMatchObject({ source: join(folder, "repo/src"), prefix: "src" });
});

test("two sources, or two configs, are two projects, and the same two are one", () => {
  const folder = testFolder({ ...USUAL, "repo/lib/": "", "repo/other/": "" });
  const id = (source: string, config: string) => openProject({ cwd: join(folder, "repo"), source, config }).id;
  expect(new Set([id("src", ".config"), id("lib", ".config"), id("src", "other")]).size).toBe(3);
  expect(id("./src/", join(folder, "repo/.config"))).toBe(id("src", ".config"));
});

test("the settings are read, and --python wins over them", () => {
  const files = { ...USUAL, "repo/.config/drydock.json": '{"python": "3.12", "formatter": "ruff"}' };
  expect(open(files).project.settings).toMatchObject({ python: "3.12", formatter: "ruff" });
  expect(open(files, { python: "3.14" }).project.settings).toMatchObject({ python: "3.14", formatter: "ruff" });
});

test.each(["3", "3.13.1", "2.7", "py313", ""])("--python %j is misuse", (python) => {
  expect(() => open(USUAL, { python })).toThrow(expect.objectContaining({ kind: "misuse" }));
});

test("settings that can't be read or are not understood are misuse that names the file", () => {
  const broken = { ...USUAL, "repo/.config/drydock.json": '{"pythno": "3.12"}' };
  expect(() => open(broken)).toThrow(
    expect.objectContaining({ kind: "misuse", message: expect.stringContaining(".config/drydock.json") }),
  );
  const folder = testFolder(USUAL);
  mkdirSync(join(folder, "repo/.config/drydock.json"));
  expect(() => openProject({ cwd: join(folder, "repo"), source: "src", config: ".config" })).toThrow(
    expect.objectContaining({ kind: "misuse", message: expect.stringContaining(".config/drydock.json can't be read") }),
  );
});

test("requirements that the repository names may be a link inside it and none out of it; the user may name any", () => {
  const { folder, at } = open({ ...USUAL, "repo/deps/app.txt": "", "outside.txt": "" });
  const request = { cwd: at("repo"), source: "src", config: ".config" };
  writeFileSync(at("repo/.config/drydock.json"), '{"requirements": "requirements.txt"}');
  symlinkSync("deps/app.txt", at("repo/requirements.txt"));
  expect(openProject(request).requirements).toBe(at("repo/requirements.txt"));
  rmSync(at("repo/requirements.txt"));
  symlinkSync(join(folder, "outside.txt"), at("repo/requirements.txt"));
  expect(() => openProject(request)).toThrow(
    'The requirements file "requirements.txt", which drydock.json names, is a link that leads out of the repository.',
  );
  expect(openProject({ ...request, requirements: "requirements.txt" }).requirements).toBe(at("repo/requirements.txt"));
});

test("requirements of the settings are looked for in the repository, those of the option in the current folder", () => {
  const files = {
    ...USUAL,
    "repo/requirements.txt": "",
    "repo/sub/dev.txt": "",
    "repo/.config/drydock.json": '{"requirements": "requirements.txt"}',
  };
  const request = { source: "../src", config: "../.config" };
  const settings = open(files, request, "repo/sub");
  expect(settings.project.requirements).toBe(settings.at("repo/requirements.txt"));
  const option = open(files, { ...request, requirements: "dev.txt" }, "repo/sub");
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
])("a requirements file that %s names and that is not there is misuse", (_, over, files, where) => {
  expect(() => open({ ...USUAL, ...files }, over)).toThrow(
    expect.objectContaining({ kind: "misuse", message: expect.stringContaining(`which ${where} names.`) }),
  );
});
