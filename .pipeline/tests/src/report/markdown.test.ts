import fc from "fast-check";
import { expect, test } from "vitest";
import { block, code, escaped, linked, message, row } from "../../../src/report/markdown.ts";
import { printable } from "../../../src/report/safeText.ts";
import { anyText } from "../../support/anyRun.ts";
import { markdownHtml } from "../../support/markdownHtml.ts";

test("text is left readable, also where it holds what Markdown reads, unless it could end a cell or lose a space", () => {
  expect(code("src/words/*.py, line 3 (see <README.md>)", 300)).toBe("`src/words/*.py, line 3 (see <README.md>)`");
  expect(code("`os` imported, or ``", 300)).toBe("``` `os` imported, or `` ```");
  expect(code("a|b", 300)).toBe("<code>a&#124;b</code>");
  for (const text of [" a", "a  b", "a\u2003b", ""]) expect(code(text, 300)).toBe(`<code>${text}</code>`);
});

test("lines are a block, which none of them ends", () => {
  expect(block(["a", "```", "b"])).toBe("````\na\n```\nb\n````");
  fc.assert(
    fc.property(fc.array(anyText.map(printable), { minLength: 1 }), (lines) => {
      const { tags, text } = markdownHtml(block(lines));
      expect(tags).toEqual(["<pre>", "<code>", "</code>", "</pre>"]);
      expect(text.replaceAll("&#39;", "'")).toBe(`${lines.join("\n")}\n\n`);
    }),
  );
});

test.each([
  ["markup", "<b>", "&#60;b&#62;"],
  ["an entity", "&lt;", "&#38;lt;"],
  ["emphasis", "*a* _b_ ~~c~~", "&#42;a&#42; &#95;b&#95; &#126;&#126;c&#126;&#126;"],
  ["a link", "[a](b)", "&#91;a&#93;(b)"],
  ["an image", "![a](b)", "&#33;&#91;a&#93;(b)"],
  ["code", "`a`", "&#96;a&#96;"],
  ["the end of a cell", "a|b", "a&#124;b"],
  ["a backslash", "a\\|b", "a&#92;&#124;b"],
  ["a newline", "a\nb", "a&#92;nb"],
  ["a mention", "@all", "&#64;<wbr>all"],
  ["references", "!1 #1 ~a %1 $1", "&#33;1 &#35;1 &#126;a &#37;1 &#36;1"],
  ["an emoji", ":tada:", "&#58;tada&#58;"],
  ["an address", "https://a.example", "https&#58;<wbr>//a.example"],
  ["an address without a scheme", "WWW.a.example", "WWW<wbr>.a.example"],
  ["a mail address", "a@b.example", "a&#64;<wbr>b.example"],
  ["quotes", `"'`, "&#34;&#39;"],
  ["inline changes and math of GitLab", "{+a+} ^1", "&#123;+a+&#125; &#94;1"],
])("%s is nothing but text", (_, text, expected) => {
  expect(escaped(text, 300)).toBe(expected);
  const { tags, text: shown } = markdownHtml(code(text, 300));
  expect(tags.filter((tag) => tag !== "<wbr>")).toEqual(["<p>", "<code>", "</code>", "</p>"]);
  expect(shown).toBe(`${printable(text)}\n`);
});

test("whatever the text, a reader sees it as it is, in one cell, and no markup comes of it", () => {
  fc.assert(
    fc.property(anyText, anyText, (one, other) => {
      const table = [row(["a", "b"]), row(["-", "-"]), row([code(one, 1000), code(other, 1000)])].join("\n");
      const { rows, tags } = markdownHtml(table);
      const shown = (text: string) => printable(text);
      expect(rows).toEqual([
        ["a", "b"],
        [shown(one), shown(other)],
      ]);
      expect(new Set(tags.map((tag) => tag.replace("/", "")))).toEqual(
        new Set([..."table thead tbody tr th td code".split(" ").map((name) => `<${name}>`), ...wbr(table)]),
      );
    }),
  );
});

function wbr(markdown: string): readonly string[] {
  return markdown.includes("<wbr>") ? ["<wbr>"] : [];
}

test("what is too long is cut by whole characters, and says so", () => {
  expect(escaped("abc", 3)).toBe("abc");
  expect(escaped("abcd", 3)).toBe("abc…");
  expect(escaped("💥💥💥💥", 3)).toBe("💥💥💥…");
  expect(escaped("a💥💥", 2)).toBe("a💥…");
  expect(escaped("\x1b\x1b", 4)).toBe("&#92;x1b…");
  expect(escaped("🙂".repeat(500_000), 2)).toBe("🙂🙂…");
});

test("a message is one line, its breaks are shown, and a megabyte is cut at once", () => {
  expect(message("\n \none\n  two\r\n\n", 300)).toBe("<code>one ⏎   two</code>");
  expect(message("a\n\nb", 300)).toBe("<code>a ⏎  ⏎ b</code>");
  expect(message("x".repeat(1_000_000), 300)).toBe(`\`${"x".repeat(300)}…\``);
  expect(message(`${"\n".repeat(1_000_000)}b`, 300)).toBe("`b`");
  expect(message(`a${"\n".repeat(1_000_000)}b`, 300)).toBe("`a…`");
});

test.each([
  ["no address", undefined],
  ["a script", "javascript:alert(1)"],
  ["an address with a quote", 'https://a.example/"onclick="alert(1)'],
  ["an address with a bar", "https://a.example/|"],
  ["an address of a thousand characters", `https://a.example/${"a".repeat(1000)}`],
])("%s makes no link", (_, url) => {
  expect(linked("x", url)).toBe("x");
});

test("an address stays what it is inside a link in a table", () => {
  const url = "https://a.example/(b)*c*_d_/~e!?f=1&amp;g=2&lt;#h";
  const { links, rows } = markdownHtml(`| a |\n| - |\n| ${linked(code("x", 9), url)} |`);
  expect(links).toEqual([url]);
  expect(rows).toEqual([["a"], ["x"]]);
});
