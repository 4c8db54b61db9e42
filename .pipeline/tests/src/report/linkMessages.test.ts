import { expect, test } from "vitest";
import { excludedFile, excludedLink, type LinkFault, linkLoop, quotedPath } from "../../../src/report/linkMessages.ts";

test("a path in a sentence stays on one line, and nothing in it is hidden or obeyed", () => {
  expect(quotedPath("a\nb\u001b[0m\udcff\u202e.py")).toBe("'a\\nb\\x1b[0m\\xff\\u202e.py'");
  expect(quotedPath("caf\u00e9 \u{1f600}.py")).toBe("'caf\u00e9 \u{1f600}.py'");
});

test.each<[LinkFault, string]>([
  ["absolute", "an absolute path, which would point elsewhere in a copy or container"],
  ["outside", "outside the repository"],
  ["missing", "which does not exist"],
  ["excluded", "which is empty or excluded"],
])("of a link that is left out, %s is told in words", (why, words) => {
  expect(excludedLink("a\nb", "to", why)).toBe(`'a\\nb' is excluded: it is a symbolic link to 'to', ${words}.`);
});

test("what is not a file is excluded, and the notice says what it is", () => {
  expect(excludedFile("s.sock", "socket")).toBe("'s.sock' is excluded: it is a socket.");
});

test("a loop breaks the run, and the hint says how to go on", () => {
  expect(linkLoop("a/up", "..")).toMatchObject({
    kind: "broken",
    message: "The symbolic link 'a/up' to '..' is a loop: following it never ends.",
    hint: 'Remove the link, or exclude it with "ignore" in drydock.json.',
  });
});
