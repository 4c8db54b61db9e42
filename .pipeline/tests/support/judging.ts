import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CHECKS, checkSpec } from "../../src/checks/catalog.ts";
import type { CheckSpec, PlanInput, Reading, StepSpec } from "../../src/checks/rows.ts";
import { judge } from "../../src/flow/judge.ts";
import type { CheckResult, End, Execution, Output } from "../../src/model.ts";
import { planInput } from "./planning.ts";

const FIXTURES = join(import.meta.dirname, "..", "fixtures");
const NOTHING: Reading = { findings: [], problems: [], notices: [] };

/** A step whose tool always means the same, whatever it prints. */
export function stepThat(reading: Partial<Reading>, over: Partial<StepSpec> = {}): StepSpec {
  return {
    id: "tool",
    tool: "ruff",
    role: "gate",
    argv: ["ruff"],
    parse: () => ({ ...NOTHING, ...reading }),
    exits: { clean: [0], findings: [1] },
    ...over,
  };
}

export function exit(code: number): End {
  return { kind: "exit", code };
}

export function outputOf(step: string, end: End, words: Partial<Output> = {}): Output {
  return { step, end, stdout: "", stderr: "", ...words };
}

export function executionOf(...outputs: readonly Output[]): Execution {
  return { outputs, cwd: "/app/src", durationMs: 12, cached: false };
}

/** The verdict of the check named `ruff` whose steps are these and ended so. */
export function judged(
  parts: readonly (readonly [StepSpec, End, Partial<Output>?])[],
  input: PlanInput = planInput(),
): CheckResult {
  const spec: CheckSpec = {
    ...checkSpec("ruff"),
    title: "A tool",
    isUnreadable: (finding) => CHECKS.some((row) => row.isUnreadable(finding)),
  };
  const steps = parts.map(([step]) => step);
  const outputs = parts.map(([step, end, words]) => outputOf(step.id, end, words));
  return judge(spec, steps, executionOf(...outputs), input, { prefix: "src" });
}

/** What a tool really printed, recorded in fixtures/<folder>/<scenario>.json, as the output of a step. */
export function recorded(folder: string, scenario: string, step: string): Output {
  const text = readFileSync(join(FIXTURES, folder, `${scenario}.json`), "utf8");
  const { code, stdout, stderr } = JSON.parse(text) as { code: number; stdout: string[]; stderr: string[] };
  return outputOf(step, exit(code), { stdout: stdout.join("\n"), stderr: stderr.join("\n") });
}
