import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { revisionTree } from "../../../local/engine/revisionTree.ts";
import { commitAll, GIT_ENV, git } from "../../support/gitRepository.ts";
import { testFolder } from "../../support/testFolder.ts";

const SIGNAL = new AbortController().signal;

/** Writes the tree of HEAD; `now` are the files of the working tree. */
function written(root: string, now: readonly string[] = [], folder = testFolder({})) {
  const revision = { commit: git(root, "rev-parse", "HEAD").trim(), name: "HEAD" };
  return revisionTree(revision, { root, folder: ".config", paths: ["black.toml"], now }, folder, GIT_ENV, SIGNAL);
}

const text = (tree: { readonly root: string }, path: string) => readFileSync(join(tree.root, path), "utf8");

test("has the files as they were, with modes and links, below the root's own name; ignored ones that are tracked too", async () => {
  const root = testFolder({ "pkg/a.py": "then\n", "run.sh": "#!\n" });
  chmodSync(join(root, "run.sh"), 0o755);
  symlinkSync("pkg/a.py", join(root, "b.py"));
  commitAll(root);
  writeFileSync(join(root, ".gitignore"), "pkg/\n");
  git(root, "add", ".gitignore");
  git(root, "commit", "--quiet", "-m", "ignore");
  writeFileSync(join(root, "pkg/a.py"), "now\n");
  const tree = await written(root);
  expect(basename(tree.root)).toBe(basename(root));
  expect([...tree.paths].sort()).toEqual([".gitignore", "b.py", "pkg/a.py", "run.sh"]);
  expect([text(tree, "pkg/a.py"), readlinkSync(join(tree.root, "b.py"))]).toEqual(["then\n", "pkg/a.py"]);
  expect(lstatSync(join(tree.root, "run.sh")).mode & 0o111).not.toBe(0);
});

test("has the configs as they are now: changed ones, new ones, and none that is gone", async () => {
  const root = testFolder({
    "pyproject.toml": "then",
    "pkg/ruff.toml": "then",
    ".config/mypy.ini": "then",
    "black.toml": "then",
    "a.py": "then",
    ".config/a.py": "then",
  });
  commitAll(root);
  for (const path of [".config/mypy.ini", "pkg/ruff.toml"]) rmSync(join(root, path));
  const configs = [".config/black.toml", "black.toml", "pyproject.toml", "setup.cfg"];
  const code = [".config/a.py", "a.py"];
  for (const path of [...configs, ...code]) writeFileSync(join(root, path), "now");
  const tree = await written(root, [...configs, ...code]);
  expect([...tree.paths].sort()).toEqual([...configs, ...code].sort());
  expect(configs.map((path) => text(tree, path))).toEqual(configs.map(() => "now"));
  expect(code.map((path) => text(tree, path))).toEqual(["then", "then"]);
});

test("is written once for the same commit and configs, and only a few trees are kept", async () => {
  const root = testFolder({ "a.py": "", "pyproject.toml": "0" });
  commitAll(root);
  const folder = testFolder({});
  const first = await written(root, ["pyproject.toml"], folder);
  writeFileSync(join(first.root, "a.py"), "kept");
  expect(text(await written(root, ["pyproject.toml"], folder), "a.py")).toBe("kept");
  for (const number of "12345") {
    writeFileSync(join(root, "pyproject.toml"), number);
    await written(root, ["pyproject.toml"], folder);
  }
  expect(readdirSync(folder)).toHaveLength(3);
});

test("runs no filter that the repository's settings name, and stays within its folder", async () => {
  const root = testFolder({ "a.py": "then\n", ".gitattributes": "*.py filter=evil\n" });
  commitAll(root);
  git(root, "config", "filter.evil.smudge", `touch ${root}/planted; cat`);
  git(root, "config", "core.fsmonitor", `touch ${root}/planted`);
  expect(text(await written(root), "a.py")).toBe("then\n");
  expect(readdirSync(root)).not.toContain("planted");
});

test("has the submodules at their commits then, and says which could not be read", async () => {
  const library = commitAll(testFolder({ "lib.py": "then\n" }));
  const root = commitAll(testFolder({ "a.py": "" }));
  git(root, "submodule", "add", "--quiet", library, "lib");
  git(root, "commit", "--quiet", "-am", "lib");
  writeFileSync(join(root, "lib/lib.py"), "now\n");
  const tree = await written(root);
  expect([text(tree, "lib/lib.py"), tree.notices]).toEqual(["then\n", []]);
  git(root, "submodule", "deinit", "--quiet", "--force", "lib");
  const without = await written(root);
  expect(without.notices).toEqual([expect.stringContaining("The submodule lib could not be read as it was")]);
});
