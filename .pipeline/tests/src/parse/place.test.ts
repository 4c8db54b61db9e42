import { expect, it } from "vitest";
import { relativePath, withoutCwd } from "../../../src/parse/place.ts";

const root = { check: "c", cwd: "/app/src", prefix: "" };
const below = { ...root, prefix: "apps/one" };

it.each([
  ["/app/src/a.py", "a.py", "apps/one/a.py"],
  ["a.py", "a.py", "apps/one/a.py"],
  ["./pkg/a.py", "pkg/a.py", "apps/one/pkg/a.py"],
  [".hidden.py", ".hidden.py", "apps/one/.hidden.py"],
  ["-x.py", "-x.py", "apps/one/-x.py"],
  ["new\nline.py", "new\nline.py", "apps/one/new\nline.py"],
  [".", ".", "apps/one"],
  ["/app/src", ".", "apps/one"],
  ["/app/src2/a.py", "/app/src2/a.py", "/app/src2/a.py"],
])("makes %j relative to the repository", (path, inRoot, inBelow) => {
  expect(relativePath(path, root)).toBe(inRoot);
  expect(relativePath(path, below)).toBe(inBelow);
});

it("takes the folder out of a text", () => {
  expect(withoutCwd("in /app/src/a.py and /app/src/b.py", below)).toBe("in apps/one/a.py and apps/one/b.py");
  expect(withoutCwd("in /app/src/a.py", root)).toBe("in a.py");
});
