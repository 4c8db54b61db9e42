import { withoutCwd } from "../checks/words.ts";
import { faultOf } from "../errors.ts";
import { lastLines } from "../masked.ts";
import type {
  CheckResult,
  CheckSpec,
  End,
  Execution,
  Finding,
  Gate,
  Output,
  ParseContext,
  PlanInput,
  Reading,
  Source,
  Step,
  StepSpec,
  Verdict,
} from "../model.ts";
import { compareFindings, WEIGHT } from "../order.ts";

/** A step with what it printed and what that means; `unreliable` says why it is no verdict. */
interface Read {
  readonly step: StepSpec;
  readonly output: Output;
  readonly reading: Reading;
  readonly unreliable: string | undefined;
}

/** The verdict on an execution in a source. */
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
 * What the tools' outputs mean: the one place where exit codes, outputs and gates become a result. Pure. In stages: read
 * what each step printed, find why it may not be trusted, reconcile it with what the other tools say, then the verdict.
 */
export function judgeOutputs(
  spec: CheckSpec,
  steps: readonly StepSpec[],
  execution: Execution,
  input: PlanInput,
  prefix: string,
): CheckResult {
  const at: ParseContext = { check: spec.name, cwd: execution.cwd, prefix };
  const reads = execution.outputs.flatMap((output) => {
    const step = steps.find(({ id }) => id === output.step);
    return step === undefined ? [] : [read(step, output, at, input.settings.strictConfig)];
  });
  const blocking = reads.filter(({ step }) => isBlocking(step));
  const missing = steps.find((step) => isBlocking(step) && !blocking.some((one) => one.step === step));
  const reasons = [
    ...blocking.flatMap(({ unreliable }) => unreliable ?? []),
    ...(missing === undefined ? [] : [`${missing.tool} did not run.`]),
    ...unexplainedSyntaxErrors(spec, reads, input),
  ];
  const files = blocking.flatMap(({ reading }) => reading.files ?? []).at(-1);
  return {
    check: spec.name,
    title: spec.title,
    ...verdictOf(spec, blocking, reasons, input.settings.gates[spec.name]),
    ...(files === undefined ? {} : { files }),
    durationMs: execution.durationMs,
    cached: execution.cached,
    notices: [...new Set(reads.flatMap(noticesOf))],
    findings: [...blocking.flatMap(({ reading }) => reading.findings), ...reads.flatMap(opinionOf)].sort(
      compareFindings,
    ),
  };
}

/** A result with the files of the source that no tool can be trusted with: they break the checks that are about them. */
export function brokenByFaults(
  result: CheckResult,
  spec: CheckSpec,
  { faults, prefix }: Pick<Source, "prefix"> & Partial<Pick<Source, "faults">>,
): CheckResult {
  const reasons = [...(faults ?? [])].flatMap(([path, fault]) =>
    isAbout(spec, path) ? [faultOf(prefix === "" ? path : `${prefix}/${path}`, fault)] : [],
  );
  if (reasons.length === 0) return result;
  const { check, title, verdict, reason, ...rest } = result;
  const own = verdict === "broken" && reason !== undefined ? [reason] : [];
  return { check, title, verdict: "broken", reason: [...reasons, ...own].join("\n"), ...rest };
}

/**
 * Whether a step's failure is the check's. A step that changes the source finds nothing, but one that breaks leaves
 * nothing to be trusted; an opinion or an oracle is only missed.
 */
export function isBlocking({ role }: Pick<Step, "role">): boolean {
  return role === "gate" || role === "change";
}

/** Whether a file is one that the check looks at, by its name. */
export function isAbout({ files }: { readonly files: readonly string[] }, path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const fits = (pattern: string): boolean => {
    const [start = "", end] = pattern.split("*");
    if (end === undefined) return name === pattern;
    return name.length >= start.length + end.length && name.startsWith(start) && name.endsWith(end);
  };
  return files.some(fits) && !files.some((pattern) => pattern.startsWith("!") && fits(pattern.slice(1)));
}

function verdictOf(
  spec: CheckSpec,
  blocking: readonly Read[],
  reasons: readonly string[],
  gate: Gate | undefined,
): Pick<CheckResult, "verdict" | "reason" | "gate"> {
  const failure = gateFailure(spec, blocking, gate);
  const verdict: Verdict = reasons.length > 0 ? "broken" : failure === undefined ? "passed" : "failed";
  const reason = verdict === "broken" ? [...new Set(reasons)].join("\n") : failure;
  return { verdict, ...(reason ? { reason } : {}), ...(gate === undefined ? {} : { gate }) };
}

function read(step: StepSpec, output: Output, at: ParseContext, strict: boolean): Read {
  const { warnings = [], ...told } = step.parse(output, at);
  const reading = strict
    ? { ...told, problems: [...told.problems, ...warnings] }
    : { ...told, notices: [...warnings, ...told.notices] };
  const unreliable = unreliableReason(step, output, reading);
  return { step, output, reading, unreliable: unreliable === undefined ? undefined : withoutCwd(unreliable, at) };
}

/** An opinion is about formatting alone, and never weighs more than a note; the gate has told the rest already. */
function opinionOf({ step, reading, unreliable }: Read): Finding[] {
  if (step.role !== "opinion" || unreliable !== undefined) return [];
  return reading.findings
    .filter(({ rule }) => rule === "unformatted")
    .map((one) => ({ ...one, severity: "info", opinion: true }));
}

function noticesOf({ step, reading, unreliable }: Read): readonly string[] {
  if (isBlocking(step)) return reading.notices;
  return unreliable === undefined ? [] : [`${step.tool} gave no ${step.role}: ${unreliable.split("\n", 1)[0]}`];
}

/** Undefined: passed. Else the tool's own verdict, empty where it is not told, or the gate of the settings that failed. */
function gateFailure(spec: CheckSpec, gate: readonly Read[], wanted: Gate | undefined): string | undefined {
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
  const reached = failing.length === 1 ? "1 finding reaches" : `${failing.length} findings reach`;
  return `The gate of "${spec.name}" is "${wanted}": ${reached} it.`;
}

/** Why a step's output can't be taken for a verdict, in a sentence with the tool's own words; undefined when it can. */
function unreliableReason(step: StepSpec, output: Output, reading: Reading): string | undefined {
  if (output.end.kind !== "exit") return `${howItEnded(step.tool, output.end)}${lastOutput(output)}`;
  if (reading.problems.length > 0) return reading.problems.join("\n");
  if (reading.files === 0 && reading.findings.length === 0 && isBlocking(step)) return lookedAtNothing(step);
  const { code } = output.end;
  if (step.exits.clean.includes(code)) {
    const contradicts = reading.findings.filter((finding) => gates(finding, step));
    if (contradicts.length === 0) return undefined;
    return `${step.tool} ended with exit code ${code}, which means clean, but reported ${contradicts.length === 1 ? "a finding" : `${contradicts.length} findings`}.`;
  }
  if (step.exits.findings.includes(code)) {
    if (reading.findings.length > 0) return undefined;
    return `${step.tool} ended with exit code ${code}, which means findings, but none could be read.${lastOutput(output)}`;
  }
  return `${step.tool} ended with exit code ${code}, which is no verdict.${lastOutput(output)}`;
}

/** A check runs only where the source has files for it. */
function lookedAtNothing({ tool, config, filesBy }: StepSpec): string {
  const file = config === undefined ? "" : ` ${config.how === "given" ? config.name : config.path}`;
  const hint = filesBy === undefined ? "" : ` Look at ${filesBy} in its config${file}.`;
  return `${tool} looked at no file, though the source has files for it.${hint}`;
}

/** Whether a finding contradicts an exit code that says clean. */
function gates(finding: Finding, step: StepSpec): boolean {
  return (
    (finding.severity === "error" && step.errorsFail !== true) ||
    (finding.severity === "warning" && step.cleanMayFind !== true)
  );
}

function howItEnded(tool: string, end: Exclude<End, { kind: "exit" }>): string {
  switch (end.kind) {
    case "signal":
      return end.name === "SIGKILL"
        ? `${tool} was killed (SIGKILL): most often the system was out of memory. Give it more memory, or fewer cores with --jobs.`
        : `${tool} was ended by the signal ${end.name}.`;
    case "timeout":
      return `${tool} did not finish within ${end.seconds} seconds and was stopped. Raise "timeout" in drydock.json if it needs longer.`;
    case "overflow":
      return `${tool} printed more than ${Math.round(end.bytes / 1024 / 1024)} MB and was stopped. Check fewer files ("ignore" in drydock.json) or fewer rules.`;
    case "not-started":
      return `${tool} could not be started: ${end.reason}.`;
  }
}

/** The end of what the tool said, on lines of its own; empty when it said nothing. */
function lastOutput({ stdout, stderr }: Output): string {
  const words = lastLines(stderr.trim() || stdout.trim());
  return words === "" ? " It said nothing." : ` Its last words:\n${words}`;
}

/**
 * Syntax errors that only the older Python explains which had to run the tools: the wanted Python's grammar, asked of
 * the oracle, accepts the file. They make the check broken, since nothing is known about such a file.
 */
function unexplainedSyntaxErrors(
  spec: CheckSpec,
  reads: readonly Read[],
  { olderPython, settings }: PlanInput,
): readonly string[] {
  const oracle = reads.find(({ step }) => step.role === "oracle");
  if (!olderPython || oracle === undefined || oracle.unreliable !== undefined) return [];
  const rejected = new Set(oracle.reading.findings.map(({ path }) => path));
  const found = reads.filter(({ step }) => isBlocking(step)).flatMap(({ reading }) => reading.findings);
  const paths = found.filter((one) => spec.isUnreadable(one) && !rejected.has(one.path)).map(({ path }) => path);
  return [...new Set(paths)].map(
    (path) =>
      `${path} is valid Python ${settings.python}, but the Python that runs here is older and can't parse it: install Python ${settings.python}.`,
  );
}
