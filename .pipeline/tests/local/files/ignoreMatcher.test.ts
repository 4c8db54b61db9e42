import { expect, test } from "vitest";
import { ignoreMatcher } from "../../../local/files/ignoreMatcher.ts";
import { IGNORED } from "../../../src/flow/ignore.ts";

/** As the walker asks: each folder above first. */
function isIgnored(patterns: readonly string[], path: string): boolean {
  const { match } = ignoreMatcher(patterns);
  const parts = path.split("/");
  const first = match(parts[0] ?? "");
  return parts.slice(1).reduce((state, _, index) => match(parts.slice(0, index + 2).join("/"), state), first).ignored;
}

test.each([
  ["a name is anchored at the root", "build", "build", true],
  ["a name is not looked for deeper", "build", "pkg/build", false],
  ["a matched folder takes all below", "build", "build/lib/x.py", true],
  ["**/ means any depth, the root too", "**/venv", "venv/x.py", true],
  ["**/ means any depth, deep down", "**/venv", "a/b/venv/x.py", true],
  ["**/ takes whole names only", "**/venv", "myvenv", false],
  ["* stays within a name", "*.pyc", "pkg/x.pyc", false],
  ["* takes dot files", "*", ".hidden", true],
  ["* takes a newline", "**/*.egg-info", "a\nb.egg-info", true],
  ["? is one character, also a wide one", "a?.py", "a\u{1f600}.py", true],
  ["? is no slash", "a?b", "a/b", false],
  ["** at the end takes all below", "docs/**", "docs/a/b", true],
  ["** at the end leaves the folder", "docs/**", "docs", false],
  ["** in the middle may be nothing", "a/**/b", "a/b", true],
  ["a class matches one of it", "mod[0-9].py", "mod7.py", true],
  ["a class may be negated", "mod[^0-9].py", "mod7.py", false],
  ["a backslash takes the meaning away", "a\\*b", "a*b", true],
  ["a backslash makes it literal", "a\\*b", "axb", false],
  ["braces, parentheses and plus are letters", "a{b,c}+(1).py", "a{b,c}+(1).py", true],
  ["a dot is a dot", "a.py", "axpy", false],
  ["slashes around it mean nothing", "/build/", "build", true],
  ["./ means nothing", "./build", "build", true],
  ["spaces around it mean nothing", " build ", "build", true],
  ["an empty pattern matches nothing", "", "build", false],
])("%s", (_, pattern, path, expected) => {
  expect(isIgnored([pattern], path)).toBe(expected);
});

test("the last pattern that matches wins, and ! takes back", () => {
  expect(isIgnored(["**", "!src"], "src/a.py")).toBe(false);
  expect(isIgnored(["**", "!src"], "doc/a.py")).toBe(true);
  expect(isIgnored(["**", "!src", "src/gen"], "src/gen/a.py")).toBe(true);
  expect(isIgnored(["!src", "**"], "src/a.py")).toBe(true);
});

test("an invalid pattern is misuse, and the error names it", () => {
  expect(() => ignoreMatcher(["ok", "a[b"])).toThrow(
    expect.objectContaining({ kind: "misuse", message: "The ignore pattern 'a[b' is not valid." }),
  );
});

test("the built-in list takes caches and environments at any depth and no source", () => {
  expect(isIgnored(IGNORED, "pkg/__pycache__/a.cpython-313.pyc")).toBe(true);
  expect(isIgnored(IGNORED, ".venv/lib/x.py")).toBe(true);
  expect(isIgnored(IGNORED, "pkg/venv_tools.py")).toBe(false);
});
