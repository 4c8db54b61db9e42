import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lockFiles } from "../../../local/project/lockFiles.ts";
import { testFolder } from "../../support/testFolder.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

test("a lock in the config folder's requirements stands in for the one that is shipped, and only for that tool", () => {
  const folder = testFolder({
    "config/requirements/ruff.txt": "own",
    "shipped/requirements/ruff.txt": "shipped",
    "shipped/requirements/mypy.txt": "mypy",
  });
  const { path, digest } = lockFiles(join(folder, "config"), join(folder, "shipped"));
  expect(path("ruff")).toBe(join(folder, "config/requirements/ruff.txt"));
  expect(path("mypy")).toBe(join(folder, "shipped/requirements/mypy.txt"));
  expect([digest("ruff"), digest("mypy")]).toEqual([sha256("own"), sha256("mypy")]);
});

test("a lock that can't be read is broken, and says which and what to do", () => {
  const folder = testFolder({ "config/requirements/ruff.txt/": "" });
  const { digest } = lockFiles(join(folder, "config"), join(folder, "shipped"));
  for (const tool of ["ruff", "mypy"]) {
    const message = expect.stringContaining(`The lock of ${tool} can't be read: `);
    expect(() => digest(tool)).toThrow(
      expect.objectContaining({ kind: "broken", message, hint: expect.stringMatching(/\w/) }),
    );
  }
});

test("a lock that changes during a run keeps its digest, and what was made of it is refused", () => {
  const folder = testFolder({ "config/": "", "shipped/requirements/ruff.txt": "before" });
  const { digest, verify } = lockFiles(join(folder, "config"), join(folder, "shipped"));
  expect(digest("ruff")).toBe(sha256("before"));
  verify("ruff");
  writeFileSync(join(folder, "shipped/requirements/ruff.txt"), "after");
  expect(digest("ruff")).toBe(sha256("before"));
  expect(() => verify("ruff")).toThrow("The lock of ruff changed during the run.");
});
