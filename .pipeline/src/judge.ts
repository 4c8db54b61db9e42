import { decides } from "./decides.ts";
import { doubtAbout } from "./doubt.ts";
import { faultOf } from "./errors.ts";
import { compareFindings } from "./findingOrder.ts";
import type { CheckSpec, ParseContext, PlanInput, Reading, StepSpec } from "./model/check.ts";
import type { Execution, Output } from "./model/execution.ts";
import type { Finding } from "./model/finding.ts";
import type { CheckResult, Verdict } from "./model/run.ts";
import type { Gate } from "./model/settings.ts";
import type { Source } from "./model/source.ts";
import { isAbout } from "./nothingToCheck.ts";
import { unexplainedSyntaxErrors } from "./olderPython.ts";
import { relativePath, withoutCwd } from "./parse/place.ts";
import { WEIGHT } from "./severity.ts";

/** A step with what it printed and what that means; `doubt` says why it is no verdict. */
interface Read {
  readonly step: StepSpec;
  readonly output: Output;
  readonly reading: Reading;
  readonly doubt: string | undefined;
}

/** The verdict on an execution: the one place where exit codes, outputs and gates become a result. Pure. */
export function judge(
  spec: CheckSpec,
  steps: readonly StepSpec[],
  execution: Execution,
  input: PlanInput,
  source: Pick<Source, "prefix"> & Partial<Pick<Source, "faults">>,
): CheckResult {
  const at: ParseContext = { check: spec.name, cwd: execution.cwd, prefix: source.prefix };
  const reads = execution.outputs.flatMap((output) => {
    const step = steps.find(({ id }) => id === output.step);
    return step === undefined ? [] : [read(step, output, at)];
  });
  const gate = reads.filter(({ step }) => decides(step));
  const missing = steps.find((step) => decides(step) && !gate.some((one) => one.step === step));
  const found = gate.flatMap(({ reading }) => reading.findings);
  const opinions = reads.filter(({ step }) => step.role === "opinion").flatMap(opinionOf);
  const oracle = reads.find(({ step }) => step.role === "oracle");
  const unexplained = unexplainedSyntaxErrors(found, input, oracle?.doubt === undefined ? oracle?.reading : undefined);
  const files = gate.flatMap(({ reading }) => reading.files ?? []).at(-1);
  const reasons = [
    ...[...(source.faults ?? [])].flatMap(([path, fault]) =>
      isAbout(spec, path) ? [faultOf(relativePath(path, at), fault)] : [],
    ),
    ...gate.flatMap(({ doubt }) => (doubt === undefined ? [] : [doubt])),
    ...(missing === undefined ? [] : [`${missing.tool} did not run.`]),
    ...unexplained,
  ];
  const wanted = input.settings.gates[spec.name];
  const failedGate = gateFailure(spec, gate, wanted);
  const verdict: Verdict = reasons.length > 0 ? "broken" : failedGate === undefined ? "passed" : "failed";
  const reason = verdict === "broken" ? [...new Set(reasons)].join("\n") : failedGate;
  return {
    check: spec.name,
    title: spec.title,
    verdict,
    ...(reason ? { reason } : {}),
    ...(wanted === undefined ? {} : { gate: wanted }),
    ...(files === undefined ? {} : { files }),
    findings: [...found, ...opinions].sort(compareFindings),
    notices: [...new Set(reads.flatMap(noticesOf))],
    durationMs: execution.durationMs,
    cached: execution.cached,
  };
}

function read(step: StepSpec, output: Output, at: ParseContext): Read {
  const reading = step.parse(output, at);
  const doubt = doubtAbout(step, output, reading);
  return { step, output, reading, doubt: doubt === undefined ? undefined : withoutCwd(doubt, at) };
}

/** An opinion is about formatting alone, and never weighs more than a note; the gate has told the rest already. */
function opinionOf({ reading, doubt }: Read): Finding[] {
  if (doubt !== undefined) return [];
  return reading.findings
    .filter(({ rule }) => rule === "unformatted")
    .map((one) => ({ ...one, severity: "info", opinion: true }));
}

function noticesOf({ step, reading, doubt }: Read): readonly string[] {
  if (decides(step)) return reading.notices;
  return doubt === undefined ? [] : [`${step.tool} gave no ${step.role}: ${doubt.split("\n", 1)[0]}`];
}

/** Undefined: passed. Else the tool's own verdict, empty where it is not told, or the gate of the settings that failed. */
function gateFailure(spec: CheckSpec, gate: readonly Read[], wanted: Gate | undefined): string | undefined {
  if (wanted === undefined) {
    const clean = gate.every(({ step, output: { end } }) => end.kind === "exit" && step.exits.clean.includes(end.code));
    return clean ? undefined : gate.flatMap(({ reading: { verdict } }) => verdict ?? []).join("\n");
  }
  if (wanted === "never") return undefined;
  const failing = gate
    .flatMap(({ reading }) => reading.findings)
    .filter((one) => WEIGHT[one.severity] >= WEIGHT[wanted]);
  if (failing.length === 0) return undefined;
  const reached = failing.length === 1 ? "1 finding reaches" : `${failing.length} findings reach`;
  return `The gate of "${spec.name}" is "${wanted}": ${reached} it.`;
}
