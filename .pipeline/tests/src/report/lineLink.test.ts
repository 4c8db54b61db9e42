import fc from "fast-check";
import { expect, test } from "vitest";
import { lineLink } from "../../../src/report/lineLink.ts";
import { anyText } from "../../support/anyRun.ts";

const GITLAB = "https://gitlab.example/g/p/-/blob/main/{path}#L{line}";

test("the path and the line are filled in, wherever they stand", () => {
  expect(lineLink(GITLAB, "src/main.py", 12)).toBe("https://gitlab.example/g/p/-/blob/main/src/main.py#L12");
  expect(lineLink("https://a.example/?l={line}&f={path}&again={line}", "a.py", 3)).toBe(
    "https://a.example/?l=3&f=a.py&again=3",
  );
});

test("without a template, or with one that is no web address, there is no link", () => {
  expect(lineLink(undefined, "a.py", 1)).toBeUndefined();
  expect(lineLink("", "a.py", 1)).toBeUndefined();
  expect(lineLink("javascript:alert('{path}')", "a.py", 1)).toBeUndefined();
  expect(lineLink("{path}", "https://evil.example/", 1)).toBeUndefined();
});

test("a path is filled in once, though it holds what stands for a line", () => {
  expect(lineLink("https://a.example/{path}", "{line}$&", 7)).toBe("https://a.example/%7Bline%7D%24%26");
});

test("whatever a file is called, the link leads to the repository and names the line", () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 1 }), (path, line) => {
      const url = new URL(lineLink(GITLAB, path, line) ?? "");
      expect([url.origin, url.hash, url.search]).toEqual(["https://gitlab.example", `#L${line}`, ""]);
    }),
  );
});
