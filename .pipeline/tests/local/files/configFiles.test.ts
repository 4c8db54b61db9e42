import { createHash } from "node:crypto";
import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { configFiles, lockFiles, type StepConfig } from "../../../local/files/configFiles.ts";
import { testFolder } from "../../support/testFolder.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const given = (name: string): StepConfig => ({ how: "given", name });

test("a file is its bytes and their digest, and a missing one is neither", () => {
  const { content, digest } = configFiles(testFolder({ "mypy.ini": "[mypy]\n" }), "/nowhere");
  expect(content(given("mypy.ini"))).toEqual(Buffer.from("[mypy]\n"));
  expect(digest(given("mypy.ini"))).toBe(sha256("[mypy]\n"));
  expect(content(given("black.toml"))).toBeUndefined();
  expect(digest(given("black.toml"))).toBeNull();
});

test("one that a tool finds by itself is a file of the repository, whatever the config folder holds", () => {
  const root = testFolder({ "pkg/ruff.toml": "root's", ".config/ruff.toml": "folder's" });
  const { content, digest } = configFiles(join(root, ".config"), root);
  expect(content({ how: "found", path: "pkg/ruff.toml" })).toEqual(Buffer.from("root's"));
  expect(digest({ how: "found", path: "pkg/ruff.toml" })).toBe(sha256("root's"));
  expect(content({ how: "given", name: "ruff.toml", path: ".config/ruff.toml" })).toEqual(Buffer.from("folder's"));
  expect(content({ how: "found", path: "pkg/none.toml" })).toBeUndefined();
});

test("a file stays as it was when it was first asked for, so that key and tool see the same", () => {
  const folder = testFolder({ "mypy.ini": "old", "black.toml": "old" });
  const { content, digest } = configFiles(folder, "/nowhere");
  expect(digest(given("mypy.ini"))).toBe(sha256("old"));
  expect(digest(given(".pylintrc"))).toBeNull();
  writeFileSync(join(folder, "mypy.ini"), "new");
  writeFileSync(join(folder, ".pylintrc"), "new");
  expect(content(given("mypy.ini"))).toEqual(Buffer.from("old"));
  expect(content(given(".pylintrc"))).toBeUndefined();
  rmSync(join(folder, "mypy.ini"));
  expect(digest(given("mypy.ini"))).toBe(sha256("old"));
});

test("a file that can't be read is broken, and says which and what to do", () => {
  const folder = testFolder({ "mypy.ini/": "" });
  const message = expect.stringContaining(`The config file ${join(folder, "mypy.ini")} can't be read: EISDIR`);
  expect(() => configFiles(folder, "/nowhere").digest(given("mypy.ini"))).toThrow(
    expect.objectContaining({ kind: "broken", message, hint: expect.stringMatching(/\w/) }),
  );
});

const pinned = (tool: string, version: string) => `${tool}==${version} --hash=sha256:${"a".repeat(64)}\n`;

/** What is understood of the locks of a config folder beside those that are shipped. */
function locksOf(files: Readonly<Record<string, string>>) {
  const folder = testFolder({ "config/": "", "shipped/": "", ...files });
  return { folder, ...lockFiles(join(folder, "config"), join(folder, "shipped")) };
}

test("a lock in the config folder's requirements replaces the shipped one, but only for that tool", () => {
  const { lock, digest, notices } = locksOf({
    "config/requirements/ruff.txt": pinned("ruff", "1"),
    "shipped/requirements/ruff.txt": pinned("ruff", "2"),
    "shipped/requirements/mypy.txt": pinned("mypy", "3"),
  });
  expect(lock("ruff")).toEqual({ tool: "ruff", text: pinned("ruff", "1") });
  expect(lock("mypy")).toEqual({ tool: "mypy", text: pinned("mypy", "3") });
  expect(digest("ruff")).not.toBe(digest("mypy"));
  expect(notices).toEqual([]);
});

test("uv's lock is always the shipped one, and a notice says so if there is another", () => {
  const { lock, notices } = locksOf({
    "config/requirements/uv.txt": pinned("uv", "1"),
    "shipped/requirements/uv.txt": pinned("uv", "2"),
  });
  expect(lock("uv").text).toBe(pinned("uv", "2"));
  expect(notices).toEqual([expect.stringMatching(/requirements\/uv\.txt .* is not used/)]);
});

test("a lock that can't be read is broken, and says which and what to do", () => {
  const { folder, lock } = locksOf({
    "config/requirements/ruff.txt/": "",
    "shipped/requirements/pylint.txt": pinned("pylint", "1"),
  });
  // No answer of the shipped one's either: the user wanted another version.
  symlinkSync("/nowhere", join(folder, "config/requirements/pylint.txt"));
  for (const tool of ["ruff", "mypy", "pylint"]) {
    const message = expect.stringContaining(`The lock of ${tool} can't be read: `);
    expect(() => lock(tool)).toThrow(
      expect.objectContaining({ kind: "broken", message, hint: expect.stringMatching(/\w/) }),
    );
  }
});

test("a faulty lock has a digest, so that only the check that needs it is broken, and it is not that of a good one", () => {
  const { lock, digest, folder } = locksOf({ "config/requirements/ruff.txt": "ruff @ https://host/ruff.whl\n" });
  const faulty = digest("ruff");
  expect(() => lock("ruff")).toThrow("line 1 has a URL");
  const file = join(folder, "config/requirements/ruff.txt");
  writeFileSync(file, pinned("ruff", "1"));
  expect(lockFiles(join(folder, "config"), folder).digest("ruff")).not.toBe(faulty);
});

test("a lock that changes during a run is as it was when the run began", () => {
  const { folder, lock, digest } = locksOf({ "shipped/requirements/ruff.txt": pinned("ruff", "1") });
  const before = digest("ruff");
  writeFileSync(join(folder, "shipped/requirements/ruff.txt"), pinned("ruff", "2"));
  expect(lock("ruff").text).toBe(pinned("ruff", "1"));
  expect(digest("ruff")).toBe(before);
});
