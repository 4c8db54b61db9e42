import type { Finding } from "../model/finding.ts";
import type { CheckResult, Run } from "../model/run.ts";
import { printableJson } from "./safeText.ts";

/** The whole Run for programs, always in this order of keys. Schema: .pipeline/schema/run.schema.json. */
export function renderJson(run: Run): string {
  const { version, verdict, totals, python, durationMs, notices } = run;
  const { passed, failed, broken, skipped, findings } = totals;
  const ordered: Run = {
    version,
    verdict,
    totals: { passed, failed, broken, skipped, findings },
    python: { wanted: python.wanted, used: python.used },
    durationMs,
    notices,
    results: run.results.map(orderedResult),
  };
  return `${printableJson(JSON.stringify(ordered, null, 2))}\n`;
}

function orderedResult(result: CheckResult): CheckResult {
  const { check, title, verdict, reason, gate, files, durationMs, cached, notices, findings } = result;
  return {
    check,
    title,
    verdict,
    ...(reason === undefined ? {} : { reason }),
    ...(gate === undefined ? {} : { gate }),
    ...(files === undefined ? {} : { files }),
    durationMs,
    cached,
    notices,
    findings: findings.map(orderedFinding),
  };
}

function orderedFinding(finding: Finding): Finding {
  const { check, rule, severity, path, line, column, endLine, endColumn, message, url, opinion } = finding;
  return {
    check,
    rule,
    severity,
    path,
    line,
    column,
    ...(endLine === undefined ? {} : { endLine }),
    ...(endColumn === undefined ? {} : { endColumn }),
    message,
    ...(url === undefined ? {} : { url }),
    ...(opinion === undefined ? {} : { opinion }),
  };
}
