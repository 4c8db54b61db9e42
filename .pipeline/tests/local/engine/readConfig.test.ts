import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readIni, readPytestIni, readToml } from "../../../local/engine/readConfig.ts";
import type { ConfigSetting } from "../../../src/checks/rows.ts";

/** Name and value of each setting; null where the text cannot be parsed. */
type Read = readonly (readonly string[])[] | null;

/** What configparser makes of each text, as a JSON list on standard input; of duplicates, which it refuses, "duplicate". */
const PYTHON = `
import configparser, io, json, sys
inline = {"inline_comment_prefixes": ("#", ";")} if sys.argv[1] == "inline" else {}
def read(text):
    parser = configparser.ConfigParser(interpolation=None, default_section="none such", **inline)
    try:
        parser.read_file(io.StringIO(text, newline=None))
    except (configparser.DuplicateSectionError, configparser.DuplicateOptionError):
        return "duplicate"
    except configparser.Error:
        return None
    return [[name, value] for section in parser.sections() for name, value in parser[section].items()]
json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
`;

// Pieces of which odd files are made: what ends a line, begins a comment or a section, deepens, or only looks like it.
const pieces = fc.constantFrom(
  ...["[a]", "[b] x", "[", "]", "=", ":", "#", ";", " ", "  ", "\t", "\n", "\n", "\n", "\r\n", "\r", "\f", "\v"],
  ...[
    "\x1c",
    "\x1f",
    "\x85",
    "\u2028",
    "\ufeff",
    "\u3000",
    "Key",
    "k e y",
    "İ",
    "ß",
    "value",
    " ; x",
    " # x",
    "a;b",
    "%(x)s",
    "-",
  ],
);
const odd = fc.array(pieces, { maxLength: 24 }).map((parts) => `[s]\n${parts.join("")}`);
const bare = fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join(""));

// A sign within a word before a comment: Python 3.13 reads such a line otherwise than those before it.
const UNLIKE_313 = /\S[#;].*[#;]/;

test.each([true, false])(
  "an INI file is read as Python's configparser reads it; inline comments: %s",
  (inlineComments) => {
    const texts = fc.sample(fc.oneof({ weight: 5, arbitrary: odd }, bare));
    const input = JSON.stringify(texts);
    const answer = execFileSync("python3", ["-X", "utf8", "-c", PYTHON, inlineComments ? "inline" : ""], {
      input,
      maxBuffer: 1e8,
    });
    const theirs: readonly (Read | "duplicate")[] = JSON.parse(answer.toString());
    let compared = 0;
    for (const [index, text] of texts.entries()) {
      const their = theirs[index] as Read | "duplicate";
      if (their === "duplicate" || (inlineComments && UNLIKE_313.test(text))) continue;
      compared += 1;
      expect({ text, read: tried(() => readIni(text, { inlineComments })) }).toEqual({ text, read: their });
    }
    expect(compared).toBeGreaterThan(texts.length / 3);
  },
);

test("an inline comment begins where Python before 3.13 sees one, so that no part of a value is lost", () => {
  const read = (line: string) => readIni(`[s]\nx=${line}`, { inlineComments: true })[0]?.value;
  expect(["a;b ; c # d", "a ; b # c", "a;b", "a# #b #c", "# a"].map(read)).toEqual([
    "a;b ; c",
    "a",
    "a;b",
    "a#",
    "# a",
  ]);
});

test("pytest.ini is read as iniconfig reads it", () => {
  const recorded = join(import.meta.dirname, "../../fixtures/config/iniconfig.json");
  const cases: readonly { readonly text: string; readonly read: Read }[] = JSON.parse(readFileSync(recorded, "utf8"));
  expect(cases.length).toBeGreaterThan(200);
  for (const { text, read } of cases) expect({ text, read: tried(() => readPytestIni(text)) }).toEqual({ text, read });
});

test("TOML is read below the table, with each text of a list and each number", () => {
  const text = 'tool.x = { a = ["1", ["2"]], "b.c" = { d = "3", e = 4, f = 1979-05-27 } }\n[tool.y]\na = "5"\n';
  expect(readToml(text, ["tool", "x"])).toEqual([
    { path: ["a"], value: "1" },
    { path: ["a"], value: "2" },
    { path: ["b.c", "d"], value: "3" },
    { path: ["b.c", "e"], value: "4" },
  ]);
  expect(readToml(text, ["tool", "z"])).toEqual([]);
  expect(readToml("", ["tool", "x"])).toEqual([]);
});

function tried(read: () => readonly ConfigSetting[]): Read {
  try {
    return read().map(({ path, value }) => [...path, value]);
  } catch {
    return null;
  }
}
