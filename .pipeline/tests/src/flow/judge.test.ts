import { describe, expect, test } from "vitest";
import { checkSpec } from "../../../src/checks/catalog.ts";
import type { StepSpec } from "../../../src/checks/rows.ts";
import { judge } from "../../../src/flow/judge.ts";
import type { Finding, Gate, Severity, Verdict } from "../../../src/model.ts";
import { executionOf, exit, judged, outputOf, stepThat } from "../../support/judging.ts";
import { planInput } from "../../support/planning.ts";
import { sampleFinding } from "../../support/sampleRun.ts";

const note = sampleFinding({ severity: "info" });
const warning = sampleFinding({ severity: "warning" });
const error = sampleFinding({ severity: "error" });

describe("the verdict on a step that ended by itself", () => {
  const mayFind: Partial<StepSpec> = { cleanMayFind: true };
  const errorsFail: Partial<StepSpec> = { cleanMayFind: true, errorsFail: true };
  test.each<[string, number, Finding[], string[], Partial<StepSpec>, Verdict]>([
    ["clean, and nothing found", 0, [], [], {}, "passed"],
    ["clean, with a note", 0, [note], [], {}, "passed"],
    ["clean, with a warning", 0, [warning], [], {}, "broken"],
    ["clean, with an error", 0, [error], [], {}, "broken"],
    ["clean by its score, with a warning", 0, [warning], [], mayFind, "passed"],
    ["clean by its score, with an error", 0, [error], [], mayFind, "broken"],
    ["clean by its score, with an error that fails", 0, [error], [], errorsFail, "failed"],
    ["clean by its score, with a warning where errors fail", 0, [warning], [], errorsFail, "passed"],
    ["clean, with a warning where errors fail", 0, [warning], [], { errorsFail: true }, "broken"],
    ["findings, and only a warning where errors fail", 1, [warning], [], errorsFail, "failed"],
    ["clean, with a problem", 0, [], ["bad option"], {}, "broken"],
    ["findings, and some read", 1, [warning], [], {}, "failed"],
    ["findings, and only a note read", 1, [note], [], {}, "failed"],
    ["findings, and none read", 1, [], [], {}, "broken"],
    ["findings, some read, with a problem", 1, [error], ["bad option"], {}, "broken"],
    ["an unknown code, and nothing found", 3, [], [], {}, "broken"],
    ["an unknown code, with an error", 3, [error], [], {}, "broken"],
  ])("of one that says %s is what the design says", (_, code, findings, problems, over, verdict) => {
    const result = judged([[stepThat({ findings, problems }, over), exit(code)]]);
    expect(result.verdict).toBe(verdict);
    // Broken never hides what was found, and always says why.
    expect(result.findings).toEqual(findings);
    expect(result.reason === undefined).toBe(verdict !== "broken");
  });
});

describe("the gate of the settings", () => {
  const rows: [Gate, Severity, Verdict][] = [
    ["never", "error", "passed"],
    ["info", "info", "failed"],
    ["info", "error", "failed"],
    ["warning", "info", "passed"],
    ["warning", "warning", "failed"],
    ["warning", "error", "failed"],
    ["error", "info", "passed"],
    ["error", "warning", "passed"],
    ["error", "error", "failed"],
  ];
  test.each(rows)("%s on findings of severity %s is %s", (gate, severity, verdict) => {
    const input = planInput({}, { gates: { ruff: gate } });
    const result = judged([[stepThat({ findings: [sampleFinding({ severity })] }), exit(1)]], input);
    expect(result.verdict).toBe(verdict);
    expect(result.findings).toHaveLength(1);
    expect(result.reason).toBe(
      verdict === "passed" ? undefined : `The gate of "ruff" is "${gate}": 1 finding reaches it.`,
    );
  });

  test("can fail what the tool itself calls clean", () => {
    const input = planInput({}, { gates: { ruff: "info" } });
    expect(judged([[stepThat({ findings: [note, note] }), exit(0)]], input)).toMatchObject({
      verdict: "failed",
      reason: 'The gate of "ruff" is "info": 2 findings reach it.',
    });
  });

  test.each<Gate>(["never", "info", "warning", "error"])("%s never makes a broken check anything else", (gate) => {
    const input = planInput({}, { gates: { ruff: gate } });
    expect(judged([[stepThat({}), exit(99)]], input).verdict).toBe("broken");
    expect(judged([[stepThat({ findings: [note], problems: ["bad option"] }), exit(1)]], input).verdict).toBe("broken");
  });

  test("of another check changes nothing", () => {
    const input = planInput({}, { gates: { lint: "never" } });
    expect(judged([[stepThat({ findings: [error] }), exit(1)]], input).verdict).toBe("failed");
  });
});

describe("a step that changes files", () => {
  const change = stepThat({}, { id: "fix", role: "change", exits: { clean: [0, 1], findings: [] } });
  const gate = (...findings: Finding[]) => stepThat({ findings }, { id: "gate" });

  test("says nothing of what is left: the gate after it does", () => {
    expect(
      judged([
        [change, exit(1)],
        [gate(), exit(0)],
      ]).verdict,
    ).toBe("passed");
    expect(
      judged([
        [change, exit(0)],
        [gate(error), exit(1)],
      ]).verdict,
    ).toBe("failed");
  });

  test("that breaks, or never ran, makes the check broken, whatever the gate says", () => {
    expect(
      judged([
        [change, exit(2)],
        [gate(), exit(0)],
      ]).verdict,
    ).toBe("broken");
    expect(judged([[change, { kind: "timeout", seconds: 5 }]]).verdict).toBe("broken");
    const execution = executionOf(outputOf("gate", exit(0)));
    const result = judge(checkSpec("ruff"), [change, gate()], execution, planInput(), { prefix: "" });
    expect(result).toMatchObject({ verdict: "broken", reason: "ruff did not run." });
  });
});

describe("a result", () => {
  test("says by what the tool failed where the tool tells, but not where it did not fail or a gate decides", () => {
    const step = stepThat({ findings: [warning], verdict: "Too low." }, { cleanMayFind: true });
    expect(judged([[step, exit(1)]])).toMatchObject({ verdict: "failed", reason: "Too low." });
    expect(judged([[step, exit(0)]]).reason).toBeUndefined();
    const gated = judged([[step, exit(1)]], planInput({}, { gates: { ruff: "error" } }));
    expect(gated).toMatchObject({ verdict: "passed" });
    expect(gated.reason).toBeUndefined();
  });

  test("holds the findings in canonical order", () => {
    const found = [
      sampleFinding({ path: "src/z.py", line: 1 }),
      sampleFinding({ line: 10 }),
      sampleFinding({ line: 9, rule: "Z" }),
      sampleFinding({ line: 9, rule: "A" }),
    ];
    const { findings } = judged([[stepThat({ findings: found }), exit(1)]]);
    expect(findings).toEqual([found[3], found[2], found[1], found[0]]);
  });

  test("puts the findings of all its steps in one order", () => {
    const opinion = sampleFinding({ rule: "unformatted", path: "src/a.py", severity: "info" });
    const result = judged([
      [stepThat({ findings: [sampleFinding({ path: "src/b.py" })] }, { id: "gate" }), exit(1)],
      [stepThat({ findings: [opinion] }, { id: "other", role: "opinion" }), exit(1)],
    ]);
    expect(result.findings.map(({ path }) => path)).toEqual(["src/a.py", "src/b.py"]);
  });

  test("says how a gate's finding can be mended, but not an opinion's: no verb acts on it", () => {
    const fix = { safe: true, edits: [] };
    const found = sampleFinding({ rule: "unformatted", fix });
    const of = (role: "gate" | "opinion") => [stepThat({ findings: [found] }, { id: role, role }), exit(1)] as const;
    expect(judged([[...of("gate")]]).findings[0]?.fix).toEqual(fix);
    const { findings } = judged([[...of("gate")], [...of("opinion")]]);
    expect(findings.map((one) => one.fix)).toEqual([fix, undefined]);
  });

  test("tells the tool's own figure, whatever the verdict", () => {
    for (const code of [0, 1]) {
      const step = stepThat({ summary: "score 9.47/10", findings: code === 0 ? [] : [warning] });
      expect(judged([[step, exit(code)]]).summary).toBe("score 9.47/10");
    }
  });

  test("says a notice or a reason once, however many files brought it", () => {
    const step = stepThat({ notices: ["old", "old"], problems: ["bad option"] }, { id: "one" });
    const result = judged([
      [step, exit(0)],
      [{ ...step, id: "two" }, exit(0)],
    ]);
    expect(result).toMatchObject({ notices: ["old"], reason: "bad option" });
  });

  test("keeps what the execution says of time and cache, and the name and title of its row", () => {
    const step = stepThat({});
    const execution = { ...executionOf(outputOf("tool", exit(0))), durationMs: 345, cached: true };
    const result = judge(checkSpec("ruff"), [step], execution, planInput(), { prefix: "" });
    expect(result).toMatchObject({ check: "ruff", title: "Ruff", durationMs: 345, cached: true });
  });

  test("is parsed with the folder the tool ran in and the source's place in the repository", () => {
    const seen: unknown[] = [];
    const step = stepThat(
      {},
      {
        parse: (output, context) => {
          seen.push(output.stdout, context);
          return { findings: [], problems: [], notices: [] };
        },
      },
    );
    judged([[step, exit(0), { stdout: "hello" }]]);
    expect(seen).toEqual(["hello", { check: "ruff", cwd: "/app/src", prefix: "src" }]);
  });

  test("is broken when the deciding step never ran", () => {
    const steps = [stepThat({}, { id: "gate", tool: "mypy" })];
    const result = judge(checkSpec("typecheck"), steps, executionOf(), planInput(), { prefix: "" });
    expect(result).toMatchObject({ verdict: "broken", reason: "mypy did not run." });
  });
});
