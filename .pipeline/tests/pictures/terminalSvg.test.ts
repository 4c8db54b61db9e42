import { readFileSync } from "node:fs";
import { join } from "node:path";
import { XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { terminalSvg } from "../../pictures/terminalSvg.ts";
import { ROOT } from "../support/cli.ts";

const textsOf = (svg: string) => svg.match(/<text.*?<\/text>/g) ?? [];

describe("the picture of a terminal", () => {
  it("puts each style at its column, and its colour ends where the terminal ends it", () => {
    const svg = terminalSvg("a \x1b[1m\x1b[31mF401\x1b[39m os\x1b[22m\n   \x1b[2m|\x1b[22m <&>\n");
    expect(textsOf(svg).map((text) => text.replace(/ y="\d+" textLength="[\d.]+"/, ""))).toEqual([
      '<text x="18.0">a</text>',
      '<text x="34.9" class="bold red">F401</text>',
      '<text x="77.0" class="bold">os</text>',
      '<text x="43.3" class="dim">|</text>',
      '<text x="60.1">&lt;&amp;&gt;</text>',
    ]);
  });

  it("shows the text of a link", () => {
    expect(textsOf(terminalSvg("\x1b]8;;https://a.example\x07E711\x1b]8;;\x07"))).toEqual([
      expect.stringContaining(">E711<"),
    ]);
  });

  it("refuses what it can't draw", () => {
    expect(() => terminalSvg("\x1b[45mpurple")).toThrow("can't draw");
    expect(() => terminalSvg("\x1b[2Kgone")).toThrow("can't draw");
  });

  it("is in the docs as a well-formed file for light and dark, without a font or an address of another server", () => {
    const svg = readFileSync(join(ROOT, "docs/terminal.svg"), "utf8");
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(svg).toContain("prefers-color-scheme: dark");
    expect(svg.replace("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:|url\(|@font-face|<script/);
    // What makes the picture worth its place: an excerpt with its caret, a fix, and the verdict.
    for (const part of [/\^\^/, />fix: drydock fix|drydock fix</, /failing finding/]) expect(svg).toMatch(part);
  });
});
