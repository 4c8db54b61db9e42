import { decides } from "./decides.ts";
import { maskedEnd } from "./masked.ts";
import type { Reading, StepSpec } from "./model/check.ts";
import type { End, Output } from "./model/execution.ts";
import type { Finding } from "./model/finding.ts";

const LAST_LINES = 20;
const LAST_CHARACTERS = 2000;

/** Why a step's output can't be taken for a verdict, in a sentence with the tool's own words; undefined when it can. */
export function doubtAbout(step: StepSpec, output: Output, reading: Reading): string | undefined {
  if (output.end.kind !== "exit") return `${howItEnded(step.tool, output.end)}${lastWords(output)}`;
  if (reading.problems.length > 0) return reading.problems.join("\n");
  if (reading.files === 0 && reading.findings.length === 0 && decides(step)) return lookedAtNothing(step);
  const { code } = output.end;
  if (step.exits.clean.includes(code)) {
    const contradicts = reading.findings.filter((finding) => gates(finding, step));
    if (contradicts.length === 0) return undefined;
    return `${step.tool} ended with exit code ${code}, which means clean, but reported ${contradicts.length === 1 ? "a finding" : `${contradicts.length} findings`}.`;
  }
  if (step.exits.findings.includes(code)) {
    if (reading.findings.length > 0) return undefined;
    return `${step.tool} ended with exit code ${code}, which means findings, but none could be read.${lastWords(output)}`;
  }
  return `${step.tool} ended with exit code ${code}, which is no verdict.${lastWords(output)}`;
}

/** A check runs only where the source has files for it. */
function lookedAtNothing({ tool, config, filesBy }: StepSpec): string {
  const hint =
    filesBy === undefined ? "" : ` Look at ${filesBy} in its config${config === undefined ? "" : ` ${config}`}.`;
  return `${tool} looked at no file, though the source has files for it.${hint}`;
}

/** Whether a finding contradicts an exit code that says clean. */
function gates(finding: Finding, step: StepSpec): boolean {
  return finding.severity === "error" || (finding.severity === "warning" && step.cleanMayFind !== true);
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
function lastWords({ stdout, stderr }: Output): string {
  const words = maskedEnd(stderr.trim() || stdout.trim(), LAST_CHARACTERS)
    .split("\n")
    .slice(-LAST_LINES)
    .join("\n")
    .trim();
  return words === "" ? " It said nothing." : ` Its last words:\n${words}`;
}
