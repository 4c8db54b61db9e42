import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { baselineEarlier, baselineText, parseBaseline } from "../../../src/flow/baseline.ts";
import { scoped } from "../../../src/flow/compare.ts";
import type { CheckResult } from "../../../src/model.ts";
import { anyRun } from "../../support/anyRun.ts";
import { fresh, known, placesOf, resultOf, type Source, scopeOn } from "../../support/comparing.ts";

const FILE = ".config/baseline.json";

/** A source judged by the baseline that was written for another. */
async function judged(before: Source, now: Source): Promise<CheckResult> {
  const found = parseBaseline(baselineText(known(before)), FILE);
  const earlier = baselineEarlier(found, FILE, ["ruff"], (path) => path in now);
  const [result] = await scoped([resultOf(now)], scopeOn(now, earlier));
  return result as CheckResult;
}

describe("the file", () => {
  test("has a line for each finding, sorted, with a count of equal ones, and no line numbers", () => {
    const findings = known({ "b.py": "import os\n", "a.py": "import re\nx\nimport os\nimport os\n" });
    expect(baselineText(findings)).toMatchInlineSnapshot(`
      "{
        "version": 1,
        "findings": {
          "a.py": [
            {"check":"ruff","rule":"F401","message":"os unused","line":"de2abade832c","count":2},
            {"check":"ruff","rule":"F401","message":"re unused","line":"66ec018201fb"}
          ],
          "b.py": [
            {"check":"ruff","rule":"F401","message":"os unused","line":"de2abade832c"}
          ]
        }
      }
      "
    `);
    expect(baselineText([...findings].reverse())).toBe(baselineText(findings));
    expect(baselineText([])).toBe('{\n  "version": 1,\n  "findings": {}\n}\n');
  });

  test("changes by nothing when code moves", () => {
    expect(baselineText(known({ "a.py": "\n\nimport os\n" }))).toBe(baselineText(known({ "a.py": "import os\n" })));
  });

  test("is read as it was written, whatever tools say", () => {
    const property = fc.property(anyRun, ({ results }) => {
      const findings = results.flatMap((result) => result.findings.map((finding) => ({ finding })));
      const text = baselineText(findings);
      expect(baselineText(parseBaseline(text, FILE))).toBe(text);
    });
    fc.assert(property);
  });

  test.each([
    ["", "it is not valid JSON"],
    ["<<<<<<< HEAD\n{}", "it has conflict markers of a merge"],
    ["[]", "it was not written by Drydock"],
    ["{}", "it was not written by Drydock"],
    ['{"version": 2, "findings": {}}', "it has version 2, and this Drydock reads version 1"],
    ['{"version": 1}', '"findings" must be an object'],
    ['{"version": 1, "findings": {"a.py": {}}}', 'the findings of "a.py" must be a list'],
    ['{"version": 1, "findings": {"a.py": [{"check": "ruff"}]}}', 'a finding of "a.py" is not valid'],
    [entry('"count": 0'), "is not valid"],
    [entry('"count": 1.5'), "is not valid"],
    [entry('"count": "2"'), "is not valid"],
    [entry('"count": 1e9'), "is not valid"],
    [entry('"line": "12"'), "is not valid"],
    [entry('"more": 1'), "is not valid"],
  ])("is refused if it says %j, with what to do", (text, message) => {
    const refused = {
      kind: "misuse",
      message: expect.stringContaining(message),
      hint: expect.stringContaining("drydock baseline"),
    };
    expect(() => parseBaseline(text, FILE)).toThrow(expect.objectContaining(refused));
  });
});

function entry(more: string): string {
  return `{"version": 1, "findings": {"a.py": [{"check": "ruff", "rule": "F401", "message": "m", ${more}}]}}`;
}

describe("a run with a baseline", () => {
  test("passes with what is in it, moved or not", async () => {
    const result = await judged({ "a.py": "import os\nimport re\n" }, { "a.py": "x = 1\nimport re\nimport os\n" });
    expect([result.verdict, fresh(result), result.fixed]).toEqual(["passed", [], []]);
  });

  test("never hides a finding in a changed line", async () => {
    const result = await judged({ "a.py": "import os\n" }, { "a.py": "import os  # kept\n" });
    expect([result.verdict, fresh(result), placesOf(result.fixed)]).toEqual(["failed", ["a.py:1"], ["a.py:1"]]);
  });

  test("lets as many equal findings pass as it has, and no more", async () => {
    const result = await judged({ "a.py": "import os\n" }, { "a.py": "import os\nimport os\n" });
    expect([result.verdict, fresh(result).length]).toEqual(["failed", 1]);
  });

  test("follows a file that was renamed, by what is found in it", async () => {
    const text = "import os\nimport re\nimport sys\n";
    const result = await judged({ "a.py": text }, { "b.py": `${text}import new\n` });
    expect([fresh(result), result.fixed]).toEqual([["b.py:4"], []]);
    const stays = await judged({ "a.py": text }, { "a.py": "", "b.py": text });
    expect([fresh(stays).length, stays.fixed?.length]).toEqual([3, 3]);
    const unlike = await judged({ "a.py": text }, { "b.py": "import os\n" });
    expect([fresh(unlike).length, unlike.fixed?.length]).toEqual([1, 3]);
  });

  test("does not call fixed what it did not look at", async () => {
    const earlier = baselineEarlier(
      known({ "a.py": "import os\n", "b.py": "import os\n" }),
      FILE,
      ["ruff"],
      () => true,
    );
    const scope = { ...scopeOn({}, earlier), sees: (path: string) => path === "a.py" };
    const [result] = await scoped([resultOf({})], scope);
    expect(placesOf(result?.fixed)).toEqual(["a.py:1"]);
  });
});
