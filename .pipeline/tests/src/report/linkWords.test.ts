import { expect, test } from "vitest";
import { type LinkFault, linkLeftOut, linkLoop, shownPath, specialFileLeftOut } from "../../../src/report/linkWords.ts";

test("a path in a sentence stays on one line, and nothing in it is hidden or obeyed", () => {
  expect(shownPath("a\nb\u001b[0m\udcff\u202e.py")).toBe("'a\\nb\\x1b[0m\\xff\\u202e.py'");
  expect(shownPath("caf\u00e9 \u{1f600}.py")).toBe("'caf\u00e9 \u{1f600}.py'");
});

test.each<[LinkFault, string]>([
  ["absolute", "an absolute path, which leads elsewhere in a copy or container"],
  ["outside", "outside of the source folder"],
  ["missing", "which does not exist"],
  ["excluded", "which is empty or left out"],
])("of a link that is left out, %s is told in words", (why, words) => {
  expect(linkLeftOut("a\nb", "to", why)).toBe(`'a\\nb' is left out: it is a symbolic link to 'to', ${words}.`);
});

test("what is no file is left out as what it is", () => {
  expect(specialFileLeftOut("s.sock", "socket")).toBe("'s.sock' is left out: it is a socket.");
});

test("a loop breaks the run, and the hint says how to go on", () => {
  expect(linkLoop("a/up", "..")).toMatchObject({
    kind: "broken",
    message: "The symbolic link 'a/up' to '..' is a loop: following it never ends.",
    hint: 'Remove the link, or leave it out with "ignore" in drydock.json.',
  });
});
