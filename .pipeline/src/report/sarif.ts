import type { CheckResult, Finding, Run, Severity, Verdict } from "../model.ts";
import type { ReportContext } from "./context.ts";
import { allFindings, type CheckFinding, checkMessage, reportedSeverity } from "./findings.ts";
import { fingerprints } from "./fingerprints.ts";
import { columnsOf, isCutLine } from "./position.ts";
import { printable, printableLines, safeUrl, uriPath } from "./safeText.ts";

type Level = "error" | "warning" | "note";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";
const SEVERITY_LEVELS: Readonly<Record<Severity, Level>> = { error: "error", warning: "warning", info: "note" };
const VERDICT_LEVELS: Readonly<Record<Verdict, Level>> = {
  passed: "note",
  skipped: "warning",
  failed: "error",
  broken: "error",
};

/**
 * Code scanning drops results without a location. A broken check is reported on Drydock's settings file; GitHub shows the
 * alert even if the file does not exist.
 */
const FALLBACK_LOCATION = { path: ".config/drydock.json", line: 1, column: 1 } as const;

type Located = Pick<CheckFinding, "finding" | "result">;

/** A finding with its fingerprint. */
interface FingerprintedFinding extends Located {
  readonly fingerprint: string;
}

/**
 * SARIF 2.1.0 with one SARIF run per check. Its invocation says whether the check is broken, skipped or failed without
 * findings. Code scanning does not read invocations, so a broken check is also a result.
 */
export function renderSarif(run: Run, { lines }: ReportContext): string {
  const all = [...run.results.flatMap(brokenResult), ...allFindings(run.results)];
  const prints = fingerprints(all.map(({ finding }) => finding));
  const fingerprinted = all.map((one, at) => ({ ...one, fingerprint: prints[at] ?? "" }));
  const runs = run.results.map((result, at) => {
    const own = fingerprinted.filter((one) => one.result === result);
    const rules = rulesOf(own.map(({ finding }) => finding));
    return {
      tool: { driver: { name: printable(result.title), rules } },
      automationDetails: { id: categoryOf(result, result.verdict) },
      invocations: [invocation(result, at === 0 ? run.notices : [])],
      originalUriBaseIds: { [ROOT]: { description: { text: "The root of the repository." } } },
      columnKind: "unicodeCodePoints",
      results: resultsOf(own, rules, lines),
    };
  });
  const closing = run.results.filter(({ verdict }) => verdict !== "broken").map(closeBrokenAlerts);
  return `${JSON.stringify({ $schema: SCHEMA, version: "2.1.0", runs: [...runs, ...closing] }, null, 2)}\n`;
}

/**
 * GitHub closes alerts that are missing from the next upload in their category. Each check has its own category, so that
 * running one check does not close alerts of the others, and one more for `broken` and for `skipped`: what was not
 * looked for is not fixed.
 */
function categoryOf({ check }: CheckResult, verdict: Verdict): string {
  const none = verdict === "broken" || verdict === "skipped";
  return `drydock/${printable(check)}/${none ? `${verdict}/` : ""}`;
}

/** Closes alerts from when the check was broken: an empty run in the category that holds only those. */
function closeBrokenAlerts(result: CheckResult): object {
  const automationDetails = { id: categoryOf(result, "broken") };
  return { tool: { driver: { name: printable(result.title) } }, automationDetails, results: [] };
}

/** A broken check in the shape of a finding, even if it has other findings: their list may be incomplete. */
function brokenResult(result: CheckResult): readonly Located[] {
  if (result.verdict !== "broken") return [];
  const message = checkMessage(result) ?? "";
  return [
    { result, finding: { ...FALLBACK_LOCATION, check: result.check, rule: "broken", severity: "error", message } },
  ];
}

interface Rule {
  readonly id: string;
  readonly helpUri?: string;
}

/** In order of first appearance; a rule's first URL counts. */
function rulesOf(findings: readonly Finding[]): readonly Rule[] {
  const rules = new Map<string, string | undefined>();
  for (const { rule, url } of findings) {
    const id = printable(rule);
    rules.set(id, rules.get(id) ?? safeUrl(url));
  }
  return [...rules].map(([id, helpUri]) => ({ id, ...(helpUri === undefined ? {} : { helpUri }) }));
}

function invocation(result: CheckResult, runNotices: readonly string[]): object {
  const { verdict, reason = "", notices } = result;
  const own = checkMessage(result);
  const verdictNotes =
    own === undefined ? [] : [{ level: VERDICT_LEVELS[verdict], message: { text: withoutLinks(own) } }];
  // A failed check's reason is a note if its findings made it fail.
  const notes = [...(own === undefined ? [reason] : []), ...runNotices, ...notices]
    .map(messageText)
    .filter((text) => text !== "");
  return {
    executionSuccessful: verdict !== "broken",
    toolExecutionNotifications: [...verdictNotes, ...notes.map((text) => ({ level: "note", message: { text } }))],
  };
}

function resultsOf(
  fingerprinted: readonly FingerprintedFinding[],
  rules: readonly Rule[],
  lines: ReportContext["lines"],
): readonly object[] {
  const indexes = new Map(rules.map(({ id }, at) => [id, at]));
  return fingerprinted.map(({ finding, result, fingerprint }) => {
    const ruleId = printable(finding.rule);
    return {
      ruleId,
      ruleIndex: indexes.get(ruleId),
      level: SEVERITY_LEVELS[reportedSeverity(result, finding)],
      message: { text: messageText(finding.message) || ruleId },
      locations: [{ physicalLocation: sarifLocation(finding, lines) }],
      partialFingerprints: { "drydock/v1": fingerprint },
    };
  });
}

function messageText(text: string): string {
  return withoutLinks(printableLines(text).join("\n"));
}

/** SARIF viewers treat `[text](address)` in a message as a link; with the bracket escaped, as the standard says, it is text. */
function withoutLinks(text: string): string {
  return text.replaceAll("](", "\\](");
}

/** What paths are relative to. It has a name but no location, since a report must not contain paths of a machine. */
const ROOT = "SRCROOT";

/** A SARIF physicalLocation, with columns in code points. */
export function sarifLocation(finding: Finding, lines: ReportContext["lines"]): object {
  const { line, column, ...end } = columnsOf(finding, lines, "characters");
  const excerpt = excerptOf(line, end.endLine ?? line, lines.get(finding.path));
  return {
    artifactLocation: { uri: uriPath(finding.path), uriBaseId: ROOT },
    region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }), ...end },
    ...(excerpt === undefined ? {} : { contextRegion: excerpt }),
  };
}

/** The finding's lines, if all of them are known in full: a snippet must be the file's own text. */
function excerptOf(line: number, last: number, known: ReadonlyMap<number, string> | undefined): object | undefined {
  const texts: string[] = [];
  for (let number = line; number <= last; number += 1) {
    const text = known?.get(number);
    if (text === undefined || isCutLine(text)) return undefined;
    // Tabs are kept: they are indentation and harmless to terminals.
    texts.push(text.split("\t").map(printable).join("\t"));
  }
  return { startLine: line, endLine: last, snippet: { text: texts.join("\n") } };
}
