import { expect, test } from "vitest";
import { renames } from "../../../src/flow/renames.ts";

const lines = (start: number, count: number) =>
  Array.from({ length: count }, (_, index) => `line_${start + index} = 1\n`).join("");
const pairs = (gone: Readonly<Record<string, string>>, came: Readonly<Record<string, string>>) =>
  Object.fromEntries(renames(new Map(Object.entries(gone)), new Map(Object.entries(came))));

test("a file with at least half of its lines is the same file, as for git", () => {
  expect(pairs({ "a.py": lines(0, 10) }, { "b.py": lines(5, 10) })).toEqual({ "b.py": "a.py" });
  expect(pairs({ "a.py": lines(0, 10) }, { "b.py": lines(6, 10) })).toEqual({});
  expect(pairs({ "a.py": lines(0, 10) }, { "b.py": lines(0, 4) })).toEqual({});
});

test("the most alike are paired, each once, and of equal ones those of the same name", () => {
  const gone = { "a.py": lines(0, 10), "b.py": lines(0, 9) };
  expect(pairs(gone, { "c.py": lines(0, 9), "d.py": lines(0, 10) })).toEqual({ "c.py": "b.py", "d.py": "a.py" });
  const equal = { "x/a.py": lines(0, 3), "x/b.py": lines(0, 3) };
  expect(pairs(equal, { "y/b.py": lines(0, 3), "y/a.py": lines(0, 3) })).toEqual({
    "y/a.py": "x/a.py",
    "y/b.py": "x/b.py",
  });
});

test("empty files are like each other only if they are equal", () => {
  expect(pairs({ "a.py": "" }, { "b.py": "", "c.py": "\n" })).toEqual({ "b.py": "a.py" });
});

test("a folder of very many files that moved is followed by their names", () => {
  const files = (folder: string, more: string) =>
    Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`${folder}/${at}.py`, `${lines(at * 10, 9)}${more}`]));
  expect(Object.keys(pairs(files("old", ""), files("new", "x\n")))).toHaveLength(200);
});
