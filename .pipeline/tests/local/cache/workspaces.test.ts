import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openWorkspaces } from "../../../local/cache/workspaces.ts";
import { readTree } from "../../../local/files/readTree.ts";
import { samplePlan } from "../../support/samplePlan.ts";
import { testFolder } from "../../support/testFolder.ts";

const { signal } = new AbortController();

/** The source folder that a plan gets, in a slot that runs before may have used. */
async function folderFor(workspace: "tree" | "copy", root: string, slot: string): Promise<string> {
  const opened = await openWorkspaces(await readTree(root, []), root, slot, signal);
  if ("changed" in opened) throw new Error(opened.changed);
  return opened.of(samplePlan({ check: "test", workspace }));
}

test.each(["tree", "copy"] as const)(
  "what a tool left in or beside the source is gone in the next run's %s",
  async (kind) => {
    const [root, slot] = [testFolder({ "a.py": "x" }), testFolder()];
    const source = await folderFor(kind, root, slot);
    const [app, workspace] = [join(source, ".."), join(source, "../..")];
    for (const folder of [source, app, workspace, join(app, ".git")]) {
      writeFileSync(join(folder, "left"), "");
      mkdirSync(join(folder, "left-too/below"), { recursive: true });
    }
    expect(await folderFor(kind, root, slot)).toBe(source);
    expect(readdirSync(source)).toEqual(["a.py"]);
    expect(readdirSync(workspace)).toEqual(["app"]);
    expect(
      readdirSync(app)
        .filter((name) => name !== "src.json")
        .sort(),
    ).toEqual([".git", "src"]);
    expect(readdirSync(join(app, ".git"))).toEqual([]);
  },
);
