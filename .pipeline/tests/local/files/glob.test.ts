import fc from "fast-check";
import { expect, test } from "vitest";
import { readGlob } from "../../../local/files/glob.ts";

test.each([
  // pattern, what it takes, what it leaves
  ["**", ["file", "dir/file", "dir/"], []],
  ["**/**", ["file", "dir/sub/file"], []],
  ["dir/**", ["dir/file", "dir/sub/file"], ["dir", "dirs/file", "x/dir/file"]],
  ["**/dir", ["dir", "a/dir", "a/b/dir"], ["mydir", "a/mydir", "dir/a"]],
  ["**/a/*", ["a/x", "b/a/x"], ["a", "a/x/y"]],
  ["**/a/**", ["a/x", "b/a/x/y"], ["a", "xa/y"]],
  ["**/**/*.txt", ["x.txt", "a/x.txt", "a/b/x.txt"], ["x.txt2"]],
  ["**.py", [".py", "x.py", "a/b/x.py"], ["x.pyc", "py"]],
  ["**file", ["file", "myfile", "a/file", "a/myfile"], ["files"]],
  ["**file*", ["file", "files", "a/file1"], ["myfile"]],
  ["***.py", ["x.py", "a/x.py"], ["x.pyc"]],
  ["a**", ["a", "ab", "a/b", "ab/c/d"], ["ba"]],
  ["a**b", ["ab", "ax/b", "a/x/b"], ["axb", "a/xb"]],
  ["a**/b", ["ab", "a/b", "ax/y/b"], ["axb"]],
  ["a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["ab", "a/xb"]],
  ["a/*.txt**", ["a/x.txt", "a/x.txt2", "a/x.txt/y"], ["a/b/x.txt"]],
  ["*/b", ["a/b"], ["b", "a/a/b"]],
  ["a*b*c*d*e*/f", ["axbxcxdxe/f", "axbxcxdxexxx/f"], ["axbxcxdxe/xxx/f", "axbxcxdxexxx/fff"]],
  ["a*b?c*x", ["abxbbxdbxebxczzx"], ["abxbbxdbxebxczzy"]],
  ["a[b-d]e", ["ace"], ["ae", "aae", "abce"]],
  ["a[^b-d]e", ["aze", "a\u{1f600}e"], ["ace", "ae"]],
  ["[a-cx-z]", ["b", "y"], ["m"]],
  ["[\\]\\-a]", ["]", "-", "a"], ["\\", "b"]],
  ["*[^\u{1f600}]", ["a", "\u{1f600}a"], ["\u{1f600}"]],
  ["a???b", ["axyzb"], ["a\u{1f600}b", "a/xyb"]],
  ["a.|)$(}+{bc^]", ["a.|)$(}+{bc^]"], ["aX|)$(}+{bc^]"]],
  ["a\\*b", ["a*b"], ["ab", "axb"]],
  ["a\\\\", ["a\\"], ["a"]],
  ["**\\.go", [".go", "a/.go"], ["x.go"]],
] as const)("'%s' takes what Docker's takes, and leaves the rest", (pattern, taken, left) => {
  const glob = readGlob(pattern);
  for (const path of taken) expect(glob?.(path), path).toBe(true);
  for (const path of left) expect(glob?.(path), path).toBe(false);
});

test.each(["", "[", "a[", "[^", "[^bc", "[]", "[]a]", "[^]", "[-]", "[x-]", "[-x]", "[a-b-c]", "[z-a]", "[\\", "a\\"])(
  "'%s' cannot be read, as in Docker",
  (pattern) => {
    expect(readGlob(pattern)).toBeUndefined();
  },
);

test("follows every way to match, as a slow and simple reading of the same pattern does", () => {
  const piece = fc.constantFrom("a", "b", "/", "?", "*", "**", "**/", "/**/", "[a]", "[^a]", "\\a", "\\*");
  const patterns = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(""));
  const paths = fc.array(fc.constantFrom("a", "b", "/", "*"), { maxLength: 9 }).map((letters) => letters.join(""));
  const same = (pattern: string, path: string) => readGlob(pattern)?.(path) === slowly(pattern, path);
  fc.assert(fc.property(patterns, paths, same));
});

test.each([
  ["stars between letters", "*a".repeat(2000), "a".repeat(1999)],
  ["stars between letters, with another end", `${"*a".repeat(40)}b`, "a".repeat(4000)],
  ["stars in brackets' company", "*[a]".repeat(500), `${"a".repeat(4000)}b`],
  ["any depth, again and again", `${"**/a/".repeat(50)}b`, `${"a/".repeat(2000)}c`],
  ["any depth within names", `${"a**".repeat(50)}b`, "a/".repeat(2000)],
  ["stars alone", `${"*".repeat(100_001)}b`, "a".repeat(4000)],
  ["folders of any depth alone", `${"**/*/".repeat(10_000)}b`, "a/".repeat(2000)],
])("takes no long time for %s", (_, pattern, path) => {
  const start = performance.now();
  expect(readGlob(pattern)?.(path)).toBe(false);
  expect(performance.now() - start).toBeLessThan(2000);
});

/** By trying one way after the other. */
function slowly(pattern: string, path: string): boolean {
  // The short cut: words behind `**` may also end a longer name.
  return /^\*\*[^/*?[\]\\][^*?[\]\\]*$/.test(pattern) ? path.endsWith(pattern.slice(2)) : matches(pattern, path);
}

function matches(pattern: string, path: string): boolean {
  if (pattern === "") return path === "";
  const [first = ""] = path;
  const next = path.slice(1);
  if (pattern.startsWith("**")) {
    const rest = pattern.slice(pattern[2] === "/" ? 3 : 2);
    const folders = [...path].flatMap((letter, index) => (letter === "/" ? [path.slice(index + 1)] : []));
    return rest === "" || [path, ...folders].some((tail) => matches(rest, tail));
  }
  if (pattern.startsWith("*")) {
    return matches(pattern.slice(1), path) || (first !== "" && first !== "/" && matches(pattern, next));
  }
  const [, set, escaped = ""] = /^(?:(\[\^?a\]|\?)|\\?(.))/s.exec(pattern) ?? [];
  const whole = set ?? (pattern.startsWith("\\") ? pattern.slice(0, 2) : escaped);
  const allowed = { "[a]": first === "a", "[^a]": first !== "a", "?": first !== "/" }[set ?? ""] ?? first === escaped;
  return first !== "" && allowed && matches(pattern.slice(whole.length), next);
}
