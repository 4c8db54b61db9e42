import type { Finding, Severity } from "../model/finding.ts";
import type { CheckResult } from "../model/run.ts";

/** A finding's severity for services that fail a build by errors: in a check that did not fail, a warning at most. */
export function statedSeverity({ verdict }: CheckResult, { severity }: Finding): Severity {
  const fails = verdict === "failed" || verdict === "broken";
  return severity === "error" && !fails ? "warning" : severity;
}
