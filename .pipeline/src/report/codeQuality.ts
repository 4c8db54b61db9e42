import type { CheckResult, Finding, Run, Severity, Verdict } from "../model.ts";
import { allFindings, checkMessage } from "./findings.ts";
import { fingerprints } from "./fingerprints.ts";
import { printable, printableLines } from "./safeText.ts";

/** GitLab's severities; `critical` is not used. */
type Level = "info" | "minor" | "major" | "blocker";

interface Entry {
  readonly severity: Level;
  readonly description: string;
  readonly finding: Finding;
}

const SEVERITY_LEVELS: Readonly<Record<Severity, Level>> = { error: "major", warning: "minor", info: "info" };
const VERDICT_LEVELS: Readonly<Record<Verdict, Level>> = {
  passed: "info",
  skipped: "info",
  failed: "major",
  broken: "blocker",
};

/**
 * GitLab drops entries without a location. A broken check is reported on the one file that every project with a GitLab job has.
 */
const FALLBACK_LOCATION = { path: ".gitlab-ci.yml", line: 1, column: 1 } as const;

/**
 * GitLab's Code Quality: an array with the verdicts that no finding explains and the checks' notices, then the findings in
 * canonical order; `[]` when clean. Existing findings are in it too: GitLab compares with the target branch's report by
 * itself, and would call what is not in this one fixed.
 */
export function renderCodeQuality(run: Run): string {
  const entries = [
    ...run.results.flatMap(entryOfCheck),
    ...allFindings(run.results).map(({ finding }) => entryOf(finding)),
  ];
  const prints = fingerprints(entries.map(({ finding }) => finding));
  const items = entries.map(({ severity, description, finding }, at) => ({
    description,
    check_name: `${printable(finding.check)}/${printable(finding.rule)}`,
    fingerprint: prints[at],
    severity,
    location: { path: printable(finding.path), lines: { begin: finding.line } },
  }));
  return `${JSON.stringify(items, null, 2)}\n`;
}

function entryOfCheck(result: CheckResult): readonly Entry[] {
  const { check, verdict, notices } = result;
  // In the shape of a finding, so that all fingerprints are made the same way and none occurs twice.
  const entry = (rule: string, severity: Level, description: string): Entry => {
    return {
      severity,
      description,
      finding: { ...FALLBACK_LOCATION, check, rule, severity: "error", message: description },
    };
  };
  const message = checkMessage(result);
  const noticeEntries = notices.map((notice) =>
    entry("notice", "minor", printableLines(notice).join("\n") || "notice"),
  );
  return message === undefined ? noticeEntries : [entry(verdict, VERDICT_LEVELS[verdict], message), ...noticeEntries];
}

function entryOf(finding: Finding): Entry {
  const { severity, rule, message } = finding;
  // GitLab's widget shows the description alone.
  const description = `${printable(rule)}: ${printableLines(message).join("\n")}`;
  return { severity: SEVERITY_LEVELS[severity], description, finding };
}
