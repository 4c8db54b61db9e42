import { expect, test } from "vitest";
import { checkSpec } from "../../../src/checks/catalog.ts";
import type { StepSpec } from "../../../src/checks/rows.ts";
import { judge } from "../../../src/flow/judge.ts";
import type { Finding } from "../../../src/model.ts";
import { executionOf, exit, judged, outputOf, recorded, stepThat } from "../../support/judging.ts";
import { planInput } from "../../support/planning.ts";
import { sampleFinding } from "../../support/sampleRun.ts";

const older = planInput({ olderPython: true });
const WHY =
  "src/new.py is valid Python 3.13, but the Python that runs here is older and cannot parse it. Install Python 3.13.";

function syntaxError(path: string, over: Partial<Finding> = {}): Finding {
  return sampleFinding({ rule: "syntax-error", severity: "error", path, ...over });
}

function gate(...findings: readonly Finding[]): StepSpec {
  return stepThat({ findings }, { id: "gate" });
}

function oracle(paths: readonly string[], problems: readonly string[] = []): StepSpec {
  return stepThat({ findings: paths.map((path) => syntaxError(path)), problems }, { id: "oracle", role: "oracle" });
}

test.each<[string, Partial<Finding>]>([
  ["Pylint's", { rule: "syntax-error" }],
  ["mypy's", { rule: "syntax" }],
  ["Black's and Ruff's", { rule: "invalid-syntax" }],
  ["pytest's", { rule: "test-error", message: "Collecting src/new.py failed: SyntaxError: invalid syntax" }],
])("%s syntax error that only the older Python explains makes the check broken, with what to do", (_, over) => {
  const result = judged(
    [
      [gate(syntaxError("src/new.py", over)), exit(1)],
      [oracle([]), exit(0)],
    ],
    older,
  );
  expect(result).toMatchObject({ verdict: "broken", reason: WHY, findings: [{ path: "src/new.py" }] });
});

test("a syntax error that the wanted Python sees too is the source's fault", () => {
  const result = judged(
    [
      [gate(syntaxError("src/bad.py")), exit(1)],
      [oracle(["src/bad.py"]), exit(1)],
    ],
    older,
  );
  expect(result).toMatchObject({ verdict: "failed", findings: [{ path: "src/bad.py", rule: "syntax-error" }] });
  expect(result.reason).toBeUndefined();
});

test("each file is reported once, and one with an error of its own is not reported", () => {
  const found = [syntaxError("src/new.py"), syntaxError("src/new.py", { line: 2 }), syntaxError("src/bad.py")];
  const result = judged(
    [
      [gate(...found), exit(1)],
      [oracle(["src/bad.py"]), exit(1)],
    ],
    older,
  );
  expect(result).toMatchObject({ verdict: "broken", reason: WHY });
  expect(result.findings).toHaveLength(3);
});

test("other findings are judged as usual", () => {
  const result = judged(
    [
      [gate(sampleFinding()), exit(1)],
      [oracle([]), exit(0)],
    ],
    older,
  );
  expect(result.verdict).toBe("failed");
});

test("the oracle adds no findings, verdicts or notices", () => {
  const result = judged(
    [
      [gate(), exit(0)],
      [oracle(["src/bad.py"]), exit(1)],
    ],
    older,
  );
  expect(result).toMatchObject({ verdict: "passed", findings: [], notices: [] });
});

test("without an answer from the oracle the error stays a finding, with a notice", () => {
  const result = judged(
    [
      [gate(syntaxError("src/new.py")), exit(1)],
      [oracle([], ["ruff failed"]), exit(2)],
    ],
    older,
  );
  expect(result).toMatchObject({ verdict: "failed", notices: ["ruff gave no oracle: ruff failed"] });
});

test("with the wanted Python the oracle is not used", () => {
  const result = judged([
    [gate(syntaxError("src/new.py")), exit(1)],
    [oracle([]), exit(0)],
  ]);
  expect(result.verdict).toBe("failed");
});

test.each([
  ["lint", "pylint", "pylint"],
  ["typecheck", "mypy", "mypy"],
  ["format", "black", "black"],
  ["test", "pytest", "pytest"],
])(
  "a recorded syntax error in %s is broken when Ruff's grammar of the wanted Python takes the file",
  (name, folder, step) => {
    const spec = checkSpec(name);
    const accepts = outputOf("syntax", exit(0), { stdout: "[]" });
    const execution = executionOf(recorded(folder, "syntax-error", step), accepts);
    const result = judge(spec, spec.steps(older), execution, older, { prefix: "src" });
    expect(result.verdict).toBe("broken");
    expect(result.reason).toContain("Install Python 3.13");
  },
);
