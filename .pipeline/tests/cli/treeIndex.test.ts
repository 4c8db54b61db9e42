import { createHash } from "node:crypto";
import { lstatSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { treeIndex } from "../../local/files/treeIndex.ts";
import { drydock } from "../support/callCli.ts";
import { project, put } from "../support/cli.ts";
import { ownCache } from "../support/ownCache.ts";

const CLEAN = '"""A module."""\n';
const UNUSED = '"""A module."""\n\nimport os\n';

it("--no-cache does not believe what is noted of the files' stats, and notes them anew", async () => {
  const folder = project({ "src/a.py": CLEAN, ".config/drydock.json": '{ "python": "3.13" }' });
  const env = { DRYDOCK_CACHE: ownCache() };
  await drydock(folder, ["ruff"], env);
  const path = join(folder, "src/a.py");
  const hash = createHash("sha256").update(readFileSync(path)).digest("hex");
  put(folder, "src/a.py", UNUSED);
  await minutesLater(async () => {
    const id = createHash("sha256").update(realpathSync(folder)).digest("hex").slice(0, 16);
    const file = join(env.DRYDOCK_CACHE, "projects", id, "tree-index");
    const index = treeIndex({ file, root: folder, believe: false, trusts: () => true });
    index?.learn("src/a.py", lstatSync(path, { bigint: true }), { hash, nul: false });
    index?.save(() => true);
    expect(readFileSync(file, "utf8")).toContain(hash);
    expect((await drydock(folder, ["ruff", "--no-cache"], env)).code).toBe(1);
    expect((await drydock(folder, ["ruff"], env)).code).toBe(1);
  });
});

/** What was written before is old enough to be believed. */
async function minutesLater(act: () => Promise<void>): Promise<void> {
  const now = Date.now;
  Date.now = () => now() + 600_000;
  try {
    await act();
  } finally {
    Date.now = now;
  }
}
