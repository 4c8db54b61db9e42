import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scoped } from "../../../src/flow/compare.ts";
import { earlierReport } from "../../../src/flow/earlierRun.ts";
import type { CheckResult } from "../../../src/model.ts";
import { fresh, placesOf, resultOf, type Source, scopeOn, since } from "../../support/comparing.ts";
import { sampleFinding, sampleResult, sampleRun } from "../../support/sampleRun.ts";

async function compared(before: Source, now: Source, over: Partial<CheckResult> = {}, earlier?: CheckResult) {
  const [result] = await scoped([resultOf(now, over)], await since(before, now, earlier));
  return result as CheckResult;
}

describe("a finding since a revision", () => {
  test("is the same one after its line has moved, and fails nothing", async () => {
    const result = await compared({ "a.py": "import os\n" }, { "a.py": "\n\nx = 1\nimport os\n" });
    expect(result).toMatchObject({ verdict: "passed", fixed: [] });
    expect(result.findings).toMatchObject([{ line: 4, state: "existing" }]);
  });

  test("is new if nothing like it was there, and then alone counts", async () => {
    const result = await compared({ "a.py": "import os\n" }, { "a.py": "import os\nimport re\n" });
    expect([result.verdict, fresh(result)]).toEqual(["failed", ["a.py:2"]]);
  });

  test("is the added one, where the same is said of it and of an old one", async () => {
    const before = "def f():\n    import os\n";
    const result = await compared(
      { "a.py": before },
      { "a.py": `def g():\n    if g:\n        import os\n\n${before}` },
    );
    expect(fresh(result)).toEqual(["a.py:3"]);
    const equal = await compared({ "a.py": before }, { "a.py": `def g():\n    import os\n    g()\n\n${before}` });
    expect(fresh(equal)).toEqual(["a.py:2"]);
  });

  test("stays the same when its line is edited", async () => {
    const result = await compared({ "a.py": "import os\n" }, { "a.py": "import os  # why?\n" });
    expect([result.verdict, fresh(result), result.fixed]).toEqual(["passed", [], []]);
  });

  test("is fixed when it is gone, with its file too", async () => {
    const result = await compared(
      { "a.py": "import os\nimport re\n", "b.py": "import os\n" },
      { "a.py": "import re\n" },
    );
    expect(placesOf(result.fixed)).toEqual(["a.py:1", "b.py:1"]);
  });

  test("is followed into a renamed file, but not into another one that says the same", async () => {
    const text = "import os\n\ndef f():\n    return 1\n\ndef g():\n    return 2\n";
    const renamed = await compared({ "a.py": text }, { "b/c.py": `${text}# more\n` });
    expect([renamed.verdict, fresh(renamed), renamed.fixed]).toEqual(["passed", [], []]);
    const other = await compared(
      { "a.py": text },
      { "b.py": "import os\n\nclass Quite: ...\n\nclass Different: ...\n" },
    );
    expect([other.verdict, fresh(other), placesOf(other.fixed)]).toEqual(["failed", ["b.py:1"], ["a.py:1"]]);
  });

  test("is the same though its message names another line", async () => {
    const at = (line: number) =>
      sampleResult({
        check: "ruff",
        verdict: "failed",
        findings: [sampleFinding({ path: "a.py", line, message: `redefined from line ${line - 1}` })],
      });
    const [result] = await scoped([at(9)], await since({}, {}, at(4)));
    expect(result).toMatchObject({ verdict: "passed", findings: [{ state: "existing" }] });
  });

  test("moves are followed whatever is inserted: all old findings are existing, all inserted ones new", async () => {
    const line = fc.constantFrom("import os", "import re", "x = 1", "def f():", "");
    const property = fc.asyncProperty(fc.array(line), fc.array(line), fc.array(line), async (head, added, tail) => {
      const before = { "a.py": [...head, ...tail].join("\n") };
      const now = { "a.py": [...head, ...added, ...tail].join("\n") };
      const result = await compared(before, now);
      const count = added.filter((one) => one.startsWith("import")).length;
      expect([fresh(result).length, result.fixed]).toEqual([count, []]);
    });
    await fc.assert(property);
  });
});

describe("the verdict", () => {
  const OLD = { "a.py": "import os\n" };

  test("stays broken, and what a broken check no longer says is not fixed", async () => {
    const result = await compared(OLD, {}, { verdict: "broken", reason: "No." });
    expect(result).toMatchObject({ verdict: "broken", reason: "No.", fixed: [] });
  });

  test("calls nothing fixed while a file cannot be parsed", async () => {
    const findings = [sampleFinding({ path: "a.py", rule: "invalid-syntax", severity: "error" })];
    const result = await compared(OLD, OLD, { findings });
    expect(result).toMatchObject({ verdict: "failed", fixed: [] });
  });

  test.each(["broken", "passed"] as const)("knows of an earlier check that is %s", async (verdict) => {
    const earlier = sampleResult({ check: "ruff", verdict });
    const result = await compared(OLD, OLD, {}, earlier);
    expect([result.verdict, fresh(result)]).toEqual(["failed", ["a.py:1"]]);
    const notice = "ruff came to no verdict in main (1a2b3c4d): all that it finds counts as new.";
    expect(result.notices).toEqual(verdict === "broken" ? [notice] : []);
  });

  test("counts the new findings that reach its gate", async () => {
    const over = { gate: "warning", reason: 'The gate of "ruff" is "warning": 2 findings reach it.' } as const;
    const red = await compared(OLD, { "a.py": "import os\nimport re\n" }, over);
    expect(red).toMatchObject({
      verdict: "failed",
      reason: 'The gate of "ruff" is "warning": 1 new finding reaches it.',
    });
    const green = await compared(OLD, OLD, over);
    expect([green.verdict, green.reason, green.gate]).toEqual(["passed", undefined, "warning"]);
  });

  test("does not let a note count as new, and an opinion never", async () => {
    const note = sampleFinding({ path: "b.py", severity: "info" });
    const opinion = sampleFinding({ path: "c.py", opinion: true });
    const result = await compared(OLD, OLD, { findings: [...resultOf(OLD).findings, note, opinion] });
    expect([result.verdict, fresh(result)]).toEqual(["passed", ["b.py:1", "c.py:1"]]);
  });

  const SCORE = "Pylint's score is 8.10 out of 10: below fail-under.";

  test("tells Pylint's score, which fails only a strict one", async () => {
    const over = { check: "lint", verdict: "failed", reason: SCORE, findings: [] } as const;
    const result = sampleResult({ ...over });
    const scope = await since({}, {}, result);
    const [lenient] = await scoped([result], scope);
    expect(lenient).toMatchObject({ verdict: "passed", notices: [expect.stringContaining(SCORE)] });
    expect(lenient).not.toHaveProperty("reason");
    const [strict] = await scoped([result], { ...scope, strictScore: true });
    expect(strict).toMatchObject({ verdict: "failed", reason: SCORE });
  });

  test("stays failed where nothing says why", async () => {
    const result = sampleResult({ check: "ruff", verdict: "failed" });
    expect(await scoped([result], await since({}, {}, result))).toMatchObject([{ verdict: "failed" }]);
  });
});

describe("an earlier report", () => {
  const report = (source: Source) => earlierReport(sampleRun([resultOf(source)]), "old/report.json");

  test("is compared by counting, since its lines are not known", async () => {
    const now = { "a.py": "x = 1\nimport os\nimport os\n" };
    const [result] = await scoped([resultOf(now)], scopeOn(now, report({ "a.py": "import os\nimport re\n" })));
    expect(result?.verdict).toBe("failed");
    expect([fresh(result as CheckResult), placesOf(result?.fixed)]).toEqual([["a.py:3"], ["a.py:2"]]);
  });

  test("says nothing of a check that it does not have, or skipped", async () => {
    const now = { "a.py": "import os\n" };
    for (const results of [[], [sampleResult({ check: "ruff", verdict: "skipped" })]]) {
      const [result] = await scoped(
        [resultOf(now)],
        scopeOn(now, earlierReport(sampleRun(results), "old/report.json")),
      );
      expect(result?.notices).toEqual([expect.stringContaining("came to no verdict in old/report.json")]);
    }
  });

  test("and a baseline beside it: what either knows is existing, and only the report says what is fixed", async () => {
    const now = { "a.py": "import os\nimport re\nimport sys\n" };
    const other = report({ "a.py": "import re\n\nimport gone\n" });
    const [result] = await scoped([resultOf(now)], scopeOn(now, report({ "a.py": "import os\nimport old\n" }), other));
    expect([fresh(result as CheckResult), placesOf(result?.fixed)]).toEqual([["a.py:3"], ["a.py:2"]]);
  });
});
