import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { syncMirror } from "../../../local/files/mirror.ts";
import { digestOf, treeOf } from "../../support/treeOf.ts";

// Few names and contents, so that files, folders and links meet at the same places.
const path = fc
  .array(fc.constantFrom("a", "b", "a b", "\u00e9"), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join("/"));
const file = fc.record({
  content: fc.constantFrom("", "x", "y", "long".repeat(9)),
  mode: fc.constantFrom(0o644, 0o755),
});
const link = fc.record({ target: fc.constantFrom("a", "b", "../a", "/etc", "..") });
const items = fc.array(fc.tuple(path, fc.oneof({ weight: 4, arbitrary: file }, link)), { maxLength: 8 });
const mess = fc.array(fc.tuple(path, fc.oneof(file, link, fc.constant("remove" as const))), { maxLength: 6 });

type Item = { content: string; mode: number } | { target: string } | "remove";

/** Puts each item where it can be put, replacing what is there. */
function scatter(root: string, all: readonly (readonly [string, Item])[]): void {
  for (const [name, item] of all) {
    const place = join(root, name);
    try {
      rmSync(place, { recursive: true, force: true });
      if (item === "remove") continue;
      // Only real folders: nothing outside of `root` may be touched by the test itself.
      for (let up = dirname(place); up.length > root.length; up = dirname(up)) {
        if (lstatSync(up, { throwIfNoEntry: false })?.isSymbolicLink()) throw new Error("below a link");
      }
      mkdirSync(dirname(place), { recursive: true });
      if ("target" in item) symlinkSync(item.target, place);
      else {
        writeFileSync(place, item.content);
        chmodSync(place, item.mode);
        utimesSync(place, 1, 1_700_000_000 + (item.content.length % 3));
      }
    } catch {
      // Below a file or link: then it is not there.
    }
  }
}

test("whatever the mirror was before, a sync makes it the tree", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(items, mess, items, async (first, between, second) => {
      const folder = mkdtempSync(join(tmpdir(), "drydock-sync-"));
      try {
        const mirror = join(folder, "mirror");
        for (const [name, all] of [
          ["A", first],
          ["B", second],
        ] as const) {
          const root = join(folder, name);
          mkdirSync(root);
          scatter(root, all);
          const tree = await treeOf(root).catch(() => null);
          if (tree === null) continue;
          expect(await syncMirror(tree, root, mirror)).toEqual({ changed: null });
          const copy = await treeOf(mirror);
          expect(digestOf(copy)).toBe(digestOf(tree));
          expect(copy.notices).toEqual([]);
          expect(copy.entries).toEqual(tree.entries);
          scatter(mirror, between);
        }
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }),
  );
});
