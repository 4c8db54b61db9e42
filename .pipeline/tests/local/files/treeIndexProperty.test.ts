import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { treeOf } from "../../support/treeOf.ts";
import { indexed, perform, settle } from "./indexed.ts";
import { plant } from "./scratch.ts";

const name = fc.constantFrom("a.py", "b.py", "pkg/a.py", "pkg/b.txt");
/** Of few sizes, so that most edits keep the size. */
const content = fc.constantFrom("x = 1\n", "x = 2\n", "x\0= 2\n", "", "x = 10\n");
const operation = fc.oneof(
  fc.record({ kind: fc.constantFrom("write", "quiet", "replace", "append"), path: name, content }),
  fc.record({ kind: fc.constantFrom("move", "copy", "swap", "link", "symlink"), path: name, to: name }),
  fc.record({ kind: fc.constantFrom("remove", "chmod", "folder", "read", "unbelieved"), path: name }),
);
test("whatever happens to the files, the tree read with the index is the one read without", async () => {
  let believed = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 12 }), async (operations) => {
      const folder = mkdtempSync(join(tmpdir(), "drydock-index-"));
      try {
        const [root, file] = [join(folder, "src"), join(folder, "tree-index")];
        plant(root, { "a.py": "x = 1\n", "b.py": "x = 2\n", "pkg/a.py": "x = 1\n", "pkg/b.txt": "" });
        for (const path of ["a.py", "b.py", "pkg/a.py"]) perform(root, { kind: "quiet", path, content: "x = 1\n" });
        settle(folder);
        await indexed(root, file);
        for (const operation of operations) {
          settle(folder);
          perform(root, operation);
          settle(folder);
          if (operation.kind === "read") continue;
          const plain = await treeOf(root).catch(String);
          const read = await indexed(root, file, { believe: operation.kind !== "unbelieved" }).catch(String);
          expect(typeof read === "string" ? read : read.tree).toEqual(plain);
          if (typeof read !== "string") believed += read.known.length;
        }
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }),
  );
  expect(believed).toBeGreaterThan(100);
});
