import { withoutCwd } from "../checks/output.ts";
import type { CheckSpec, ParseContext, PlanInput, Reading, StepSpec } from "../checks/rows.ts";
import { faultMessage } from "../errors.ts";
import { lastLines } from "../masked.ts";
import type { CheckResult, End, Execution, Finding, Gate, Output, Source, Step, Verdict } from "../model.ts";
import { compareFindings, WEIGHT } from "../order.ts";

/** A step with its output and what that means; `unreliable` says why it cannot be taken as a verdict. */
interface StepReading {
  readonly step: StepSpec;
  readonly output: Output;
  readonly reading: Reading;
  readonly unreliable: string | undefined;
}

/** The result of a check from its execution, including faulty files of the source. */
export function judge(
  spec: CheckSpec,
  steps: readonly StepSpec[],
  execution: Execution,
  input: PlanInput,
  source: Pick<Source, "prefix"> & Partial<Pick<Source, "faults">>,
): CheckResult {
  return brokenByFaults(judgeOutputs(spec, steps, execution, input, source.prefix), spec, source);
}

/**
 * The one place where exit codes, outputs and gates become a result. Pure. In stages: parse what each step printed, decide
 * whether it can be trusted, reconcile it with what the other tools say, then give the verdict.
 */
export function judgeOutputs(
  spec: CheckSpec,
  steps: readonly StepSpec[],
  execution: Execution,
  input: PlanInput,
  prefix: string,
): CheckResult {
  const context: ParseContext = { check: spec.name, cwd: execution.cwd, prefix };
  const reads = execution.outputs.flatMap((output) => {
    const step = steps.find(({ id }) => id === output.step);
    return step === undefined ? [] : [read(step, output, context, input.settings.strictConfig)];
  });
  const blocking = reads.filter(({ step }) => isBlocking(step));
  const missing = steps.find((step) => isBlocking(step) && !blocking.some((one) => one.step === step));
  const reasons = [
    ...blocking.flatMap(({ unreliable }) => unreliable ?? []),
    ...(missing === undefined ? [] : [`${missing.tool} did not run.`]),
    ...unexplainedSyntaxErrors(spec, reads, input),
  ];
  const files = blocking.flatMap(({ reading }) => reading.files ?? []).at(-1);
  const summary = blocking.flatMap(({ reading }) => reading.summary ?? []).at(-1);
  const tests = blocking.flatMap(({ reading }) => reading.tests ?? []);
  return {
    check: spec.name,
    title: spec.title,
    ...verdictOf(spec, blocking, reasons, input.settings.gates[spec.name]),
    ...(files === undefined ? {} : { files }),
    ...(summary === undefined ? {} : { summary }),
    ...(tests.length === 0 ? {} : { tests }),
    durationMs: execution.durationMs,
    cached: execution.cached,
    notices: [...new Set(reads.flatMap(noticesOf))],
    findings: [...blocking.flatMap(({ reading }) => reading.findings), ...reads.flatMap(opinionOf)].sort(
      compareFindings,
    ),
  };
}

/** The result of a check, or `broken` if the source has files of the check that no tool can handle reliably. */
export function brokenByFaults(
  result: CheckResult,
  spec: CheckSpec,
  { faults, prefix }: Pick<Source, "prefix"> & Partial<Pick<Source, "faults">>,
): CheckResult {
  // In the order of the paths: the engines find them in different orders.
  const sorted = [...(faults ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  const reasons = sorted.flatMap(([path, fault]) =>
    covers(spec, path) ? [faultMessage(prefix === "" ? path : `${prefix}/${path}`, fault)] : [],
  );
  if (reasons.length === 0) return result;
  const { check, title, verdict, reason, ...rest } = result;
  const ownReason = verdict === "broken" && reason !== undefined ? [reason] : [];
  return { check, title, verdict: "broken", reason: [...reasons, ...ownReason].join("\n"), ...rest };
}

/** 0 clean (or nothing to check), 1 findings, 2 broken. */
export function exitCode(verdict: Verdict): number {
  return { passed: 0, skipped: 0, failed: 1, broken: 2 }[verdict];
}

/**
 * Whether a failure of the step fails the check. A step that changes the source reports no findings, but if it breaks, nothing
 * after it can be trusted. A missing opinion or oracle breaks nothing.
 */
export function isBlocking({ role }: Pick<Step, "role">): boolean {
  return role === "gate" || role === "change";
}

/** Whether a file is one that the check looks at, by its name. */
export function covers({ files }: { readonly files: readonly string[] }, path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return files.some((one) => fits(name, one)) && !files.some((one) => one.startsWith("!") && fits(name, one.slice(1)));
}

/** Whether a name matches a pattern with at most one `*`. Called for each file and pattern. */
function fits(name: string, pattern: string): boolean {
  const star = pattern.indexOf("*");
  if (star === -1) return name === pattern;
  const end = pattern.slice(star + 1);
  return name.length >= star + end.length && name.endsWith(end) && name.startsWith(pattern.slice(0, star));
}

function verdictOf(
  spec: CheckSpec,
  blocking: readonly StepReading[],
  reasons: readonly string[],
  gate: Gate | undefined,
): Pick<CheckResult, "verdict" | "reason" | "gate"> {
  const failure = gateFailure(spec, blocking, gate);
  const verdict: Verdict = reasons.length > 0 ? "broken" : failure === undefined ? "passed" : "failed";
  const reason = verdict === "broken" ? [...new Set(reasons)].join("\n") : failure;
  return { verdict, ...(reason ? { reason } : {}), ...(gate === undefined ? {} : { gate }) };
}

function read(step: StepSpec, output: Output, context: ParseContext, strict: boolean): StepReading {
  const { warnings = [], ...parsed } = step.parse(output, context);
  const reading = strict
    ? { ...parsed, problems: [...parsed.problems, ...warnings] }
    : { ...parsed, notices: [...warnings, ...parsed.notices] };
  const unreliable = unreliableReason(step, output, reading);
  return { step, output, reading, unreliable: unreliable === undefined ? undefined : withoutCwd(unreliable, context) };
}

/** An opinion is about formatting only and is always `info`; the gate has already reported everything else. No verb acts on it. */
function opinionOf({ step, reading, unreliable }: StepReading): Finding[] {
  if (step.role !== "opinion" || unreliable !== undefined) return [];
  return reading.findings
    .filter(({ rule }) => rule === "unformatted")
    .map(({ fix: _, ...one }) => ({ ...one, severity: "info", opinion: true }));
}

function noticesOf({ step, reading, unreliable }: StepReading): readonly string[] {
  if (isBlocking(step)) return reading.notices;
  return unreliable === undefined ? [] : [`${step.tool} gave no ${step.role}: ${unreliable.split("\n", 1)[0]}`];
}

/** Undefined: passed. Otherwise the tool's own verdict (empty if it did not print one), or which gate of the settings failed. */
function gateFailure(spec: CheckSpec, gate: readonly StepReading[], wanted: Gate | undefined): string | undefined {
  if (wanted === undefined) {
    const clean = gate.every(({ step, output: { end }, reading }) => {
      const error = step.errorsFail === true && reading.findings.some(({ severity }) => severity === "error");
      return !error && end.kind === "exit" && step.exits.clean.includes(end.code);
    });
    return clean ? undefined : gate.flatMap(({ reading: { verdict } }) => verdict ?? []).join("\n");
  }
  if (wanted === "never") return undefined;
  const failing = gate
    .flatMap(({ reading }) => reading.findings)
    .filter((one) => WEIGHT[one.severity] >= WEIGHT[wanted]);
  if (failing.length === 0) return undefined;
  return gateReason(spec.name, wanted, failing.length);
}

/** Which gate failed, and by how many findings; `kind` is a word before them. */
export function gateReason(check: string, gate: Gate, count: number, kind = ""): string {
  const reached = count === 1 ? `1 ${kind}finding reaches` : `${count} ${kind}findings reach`;
  return `The gate of "${check}" is "${gate}": ${reached} it.`;
}

/** Why a step's output cannot be taken as a verdict, with what the tool printed; undefined if it can. */
function unreliableReason(step: StepSpec, output: Output, reading: Reading): string | undefined {
  if (output.end.kind !== "exit") return `${endMessage(step.tool, output.end)}${lastOutput(output)}`;
  if (reading.problems.length > 0) return reading.problems.join("\n");
  if (reading.files === 0 && reading.findings.length === 0 && isBlocking(step)) return lookedAtNothing(step);
  const { code } = output.end;
  if (step.exits.clean.includes(code)) {
    const contradicting = reading.findings.filter((finding) => contradictsClean(finding, step));
    if (contradicting.length === 0) return undefined;
    return `${step.tool} ended with exit code ${code}, which means clean, but reported ${contradicting.length === 1 ? "a finding" : `${contradicting.length} findings`}.`;
  }
  if (step.exits.findings.includes(code)) {
    if (reading.findings.length > 0) return undefined;
    return `${step.tool} ended with exit code ${code}, which means findings, but none could be read.${lastOutput(output)}`;
  }
  return `${step.tool} ended with exit code ${code}, which is not a verdict.${lastOutput(output)}`;
}

/** Broken, not clean: a check runs only if the source has files for it. */
function lookedAtNothing({ tool, config, fileSettings }: StepSpec): string {
  const file = config === undefined ? "" : ` ${config.how === "given" ? config.name : config.path}`;
  const hint = fileSettings === undefined ? "" : ` Look at ${fileSettings} in its config${file}.`;
  return `${tool} looked at no files, although the source has files for it.${hint}`;
}

/** Whether a finding contradicts an exit code that says clean. */
function contradictsClean(finding: Finding, step: StepSpec): boolean {
  return (
    (finding.severity === "error" && step.errorsFail !== true) ||
    (finding.severity === "warning" && step.cleanMayFind !== true)
  );
}

function endMessage(tool: string, end: Exclude<End, { kind: "exit" }>): string {
  switch (end.kind) {
    case "signal":
      return end.name === "SIGKILL"
        ? `${tool} was killed (SIGKILL), most likely because the system ran out of memory. Give it more memory, or fewer cores.`
        : `${tool} was ended by signal ${end.name}.`;
    case "timeout":
      return `${tool} did not finish within ${end.seconds} ${end.seconds === 1 ? "second" : "seconds"} and was stopped. Raise "timeout" in drydock.json if it needs longer.`;
    case "overflow":
      return `${tool} printed more than ${Math.round(end.bytes / 1024 / 1024)} MB and was stopped. Check fewer files ("ignore" in drydock.json) or fewer rules.`;
    case "not-started":
      return `${tool} could not be started: ${end.reason}.`;
  }
}

/** The last lines that the tool printed, as a sentence to append. */
function lastOutput({ stdout, stderr }: Output): string {
  const text = lastLines(stderr.trim() || stdout.trim());
  return text === "" ? " It printed nothing." : ` Its last output:\n${text}`;
}

/**
 * Syntax errors that occur only because an older Python had to run the tools: according to the oracle, the wanted Python can
 * parse the file. They make the check broken, since nothing is known about such a file.
 */
function unexplainedSyntaxErrors(
  spec: CheckSpec,
  reads: readonly StepReading[],
  { olderPython, settings }: PlanInput,
): readonly string[] {
  const oracle = reads.find(({ step }) => step.role === "oracle");
  if (!olderPython || oracle === undefined || oracle.unreliable !== undefined) return [];
  const rejected = new Set(oracle.reading.findings.map(({ path }) => path));
  const found = reads.filter(({ step }) => isBlocking(step)).flatMap(({ reading }) => reading.findings);
  const paths = found.filter((one) => spec.isUnreadable(one) && !rejected.has(one.path)).map(({ path }) => path);
  return [...new Set(paths)].map(
    (path) =>
      `${path} is valid Python ${settings.python}, but the Python that runs here is older and cannot parse it. Install Python ${settings.python}.`,
  );
}
