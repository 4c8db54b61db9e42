import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { openWorkspaces } from "../../../local/cache/workspaces.ts";
import { samplePlan } from "../../support/samplePlan.ts";
import { testFolder } from "../../support/testFolder.ts";
import { treeOf } from "../../support/treeOf.ts";

const { signal } = new AbortController();

/** The root that a plan gets, in a slot that runs before may have used. */
async function folderFor(workspace: "tree" | "copy", root: string, slot: string): Promise<string> {
  const opened = await openWorkspaces(await treeOf(root), root, slot, signal);
  if ("changed" in opened) throw new Error(opened.changed);
  return opened.of(samplePlan({ check: "test", workspace }));
}

test.each(["tree", "copy"] as const)(
  "what a tool left in or beside the root is gone in the next run's %s, which is called as the root is",
  async (kind) => {
    const [root, slot] = [testFolder({ "a.py": "x" }), testFolder()];
    const copy = await folderFor(kind, root, slot);
    expect(basename(copy)).toBe(basename(root));
    const workspace = join(copy, "..");
    for (const folder of [copy, workspace, join(copy, ".git")]) {
      writeFileSync(join(folder, "left"), "");
      mkdirSync(join(folder, "left-too/below"), { recursive: true });
    }
    expect(await folderFor(kind, root, slot)).toBe(copy);
    expect(readdirSync(copy).sort()).toEqual([".git", "a.py"]);
    expect(readdirSync(join(copy, ".git"))).toEqual([]);
    expect(readdirSync(workspace).sort()).toEqual([basename(root), `${basename(root)}.json`]);
  },
);

test("a root that moved leaves no copy under its old name", async () => {
  const [root, slot] = [testFolder({ "old/a.py": "x", "new/b.py": "y" }), testFolder()];
  await folderFor("tree", join(root, "old"), slot);
  const copy = await folderFor("tree", join(root, "new"), slot);
  expect(readdirSync(copy).sort()).toEqual([".git", "b.py"]);
  expect(readdirSync(join(slot, "tree")).sort()).toEqual(["new", "new.json"]);
});
