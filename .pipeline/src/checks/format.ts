import type { CheckResult, Finding } from "../model.ts";
import { black, blackFix } from "./black.ts";
import { type CheckSpec, hasRule, PYTHON, TEN_MINUTES } from "./rows.ts";
import { ruffFormat, ruffFormatFix, syntaxOracle } from "./ruff.ts";

/** The formatting, by Black or by Ruff as the settings say; what the other one would do is reported by the check `ruff`. */
export const format = {
  name: "format",
  // `format` has always been the verb that writes.
  verb: "format-check",
  title: "Formatting",
  summary: "Check the formatting with Black (or Ruff, when the settings say so)",
  inRunAll: true,
  files: PYTHON,
  workspace: "tree",
  application: false,
  timeoutSeconds: TEN_MINUTES,
  steps: (input) =>
    input.settings.formatter === "ruff" ? [ruffFormat("gate", input)] : [black("gate", input), ...syntaxOracle(input)],
  fix: (input) =>
    input.settings.formatter === "ruff"
      ? [ruffFormatFix(input), ruffFormat("gate", input)]
      : [blackFix(input), black("gate", input)],
  isUnreadable: hasRule("invalid-syntax", "E902", "io"),
  replaysFailures: true,
} as const satisfies CheckSpec;

const SETTLED: ReadonlySet<string> = new Set(["passed", "failed"]);

/**
 * Reconciles the two formatters if both ran: if the format check already fails a file, the other formatter's note says
 * nothing new and is dropped; if it passes the file, the two disagree, and the note says so. Neither changes a verdict.
 */
export function reconcileFormatters(results: readonly CheckResult[]): readonly CheckResult[] {
  const format = results.find(({ check }) => check === "format");
  if (format === undefined || !SETTLED.has(format.verdict)) return results;
  const unformatted = new Set(format.findings.map(({ path }) => path));
  return results.map((result) => {
    if (result.check !== "ruff") return result;
    return { ...result, findings: result.findings.flatMap((finding) => reconcile(finding, unformatted)) };
  });
}

function reconcile(finding: Finding, unformatted: ReadonlySet<string>): readonly Finding[] {
  if (finding.rule !== "unformatted") return [finding];
  if (unformatted.has(finding.path)) return [];
  const message = "The formatters disagree: the format check accepts this file, the other formatter would change it.";
  return [{ ...finding, rule: "formatters-disagree", message }];
}

/**
 * A result as it is shown while other checks still run: the other formatter's notes wait for the format check, if that is
 * part of the run.
 */
export function beforeReconciling(result: CheckResult, checks: readonly string[]): CheckResult {
  if (result.check !== "ruff" || !checks.includes("format")) return result;
  return { ...result, findings: result.findings.filter(({ rule }) => rule !== "unformatted") };
}
