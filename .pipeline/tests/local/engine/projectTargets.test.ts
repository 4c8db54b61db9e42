import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isChecked, type ProjectRequest } from "../../../local/engine/project.ts";
import { commitAll } from "../../support/gitRepository.ts";
import { testFolder } from "../../support/testFolder.ts";
import { type Files, misuse, open, openIn, USUAL } from "./openedProject.ts";

describe("what is checked", () => {
  const SETTINGS = { "repo/.config/drydock.json": '{"source": ["lib", "tool.py"]}' };
  const MORE = { ...USUAL, ...SETTINGS, "repo/lib/a.pyi": "", "repo/tool.py": "", "repo/sub/b.py": "" };

  test("is what the words name, files as well as folders, each once and in their order", async () => {
    const source = ["tool.py", "src", "./src/", "sub/../src"];
    const { project, targets } = await open(MORE, { source });
    expect(targets).toEqual(["tool.py", "src"]);
    expect(project.named).toBe(true);
    expect(["tool.py", "src/main.py", "lib/a.pyi", "srcs/a.py"].map(isChecked(project))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test("is named from the current folder by words, and from the root by the settings", async () => {
    const words = await open(MORE, { source: ["b.py", "../src"] }, "repo/sub");
    expect(words.targets).toEqual(["sub/b.py", "src"]);
    const settings = await open(MORE, {}, "repo/sub");
    expect(settings.targets).toEqual(["lib", "tool.py"]);
    expect(settings.project).toMatchObject({
      named: true,
      targets: [{ holds: new Set(["*.py *.pyi", "*.py *.pyi *.ipynb"]) }, {}],
    });
  });

  test("is found otherwise: src, else packages, tests and modules, in the folder where it is called", async () => {
    const files = {
      "repo/.config/": "",
      "repo/pkg/a.py": "",
      "repo/tests/deep/t.py": "",
      "repo/a.py": "",
      "repo/doc/x/y/in/z.py": "",
    };
    expect((await open(files)).targets).toEqual(["a.py", "pkg", "tests"]);
    const src = await open({ ...files, "repo/app/src/a.py": "", "repo/app/b.py": "" }, {}, "repo/app");
    expect(src.targets).toEqual(["app/src"]);
    expect(src.project.named).toBe(false);
    expect((await open(files, {}, "repo/doc")).targets).toEqual(["doc"]);
  });

  test("is not found in what git ignores, or the settings", async () => {
    const files = { "repo/.gitignore": "gen/\n", "repo/gen/a.py": "", "repo/old/b.py": "", "repo/pkg/c.py": "" };
    const settings = { "repo/.config/drydock.json": '{"ignore": ["old"]}' };
    const { targets, project } = await open({ ...files, ...settings });
    expect(targets).toEqual(["pkg"]);
    expect([...(await project.list()).files]).toEqual([...project.listing.files]);
  });

  test.each<[string, Partial<ProjectRequest>, Files, RegExp]>([
    ["a word", { source: ["src", "sources"] }, {}, /^There is no file or folder "sources"\.$/],
    ["a word that is a broken link", { source: ["broken"] }, {}, /^There is no file or folder "broken"\.$/],
    [
      "the settings",
      {},
      { "repo/.config/drydock.json": '{"source": ["none"]}' },
      /^There is no file or folder "none", which "source" in drydock\.json names\.$/,
    ],
  ])("is misuse where %s names what is not there", async (_, over, files, message) => {
    const folder = testFolder({ ...USUAL, ...files });
    symlinkSync("nowhere", join(folder, "repo/broken"));
    await expect(openIn(folder, over)).rejects.toMatchObject(misuse(message));
  });

  test("may be a link in the repository, which stays one, with what it leads to", async () => {
    const folder = testFolder({ ...USUAL, "repo/lib/": "" });
    symlinkSync("src", join(folder, "repo/link"));
    symlinkSync("../src/main.py", join(folder, "repo/lib/one.py"));
    commitAll(join(folder, "repo"));
    const { project } = await openIn(folder, { source: ["link", "lib/one.py"] });
    expect(project.targets).toEqual([
      { path: "link", holds: new Set(["*.py *.pyi", "*.py *.pyi *.ipynb"]) },
      { path: "lib/one.py", holds: new Set(["*.py *.pyi", "*.py *.pyi *.ipynb"]) },
    ]);
  });

  test("is what a link leads to that would lead nowhere in a copy: by its absolute path, or from outside", async () => {
    const folder = testFolder(USUAL);
    symlinkSync(join(folder, "repo/src"), join(folder, "repo/absolute"));
    symlinkSync("repo/src", join(folder, "outer"));
    const expectTargets = async () => {
      for (const name of ["absolute", "../outer"]) {
        const { project, targets } = await openIn(folder, { source: [name] });
        expect(project.root).toBe(join(folder, "repo"));
        expect(targets).toEqual(["src"]);
      }
    };
    await expectTargets();
    commitAll(join(folder, "repo"));
    await expectTargets();
  });

  test("is in another repository where a link leads out to one", async () => {
    const folder = testFolder({ ...USUAL, "other/lib/a.py": "" });
    symlinkSync("../other/lib", join(folder, "repo/out"));
    commitAll(join(folder, "repo"));
    commitAll(join(folder, "other"));
    const { project, targets } = await openIn(folder, { source: ["out"] });
    expect(project.root).toBe(join(folder, "other"));
    expect(targets).toEqual(["lib"]);
  });
});
