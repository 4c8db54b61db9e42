import type { CheckResult, Finding, ReportContext, Run, Severity, Verdict } from "../model.ts";
import { allFindings, checkMessage, type Found, reportedSeverity } from "./findings.ts";
import { fingerprints } from "./fingerprints.ts";
import { columnsOf, isCutLine } from "./position.ts";
import { printable, printableLines, safeUrl, uriPath } from "./safeText.ts";

type Level = "error" | "warning" | "note";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";
const OF_SEVERITY: Readonly<Record<Severity, Level>> = { error: "error", warning: "warning", info: "note" };
const OF_VERDICT: Readonly<Record<Verdict, Level>> = {
  passed: "note",
  skipped: "warning",
  failed: "error",
  broken: "error",
};

/**
 * Code scanning drops a result without a place. A broken check is reported on the file of Drydock's settings; GitHub also
 * shows an alert in a file that does not exist.
 */
const NO_PLACE = { path: ".config/drydock.json", line: 1, column: 1 } as const;

type Located = Pick<Found, "finding" | "result">;

/** A finding with its fingerprint. */
interface Marked extends Located {
  readonly print: string;
}

/**
 * SARIF 2.1.0 with a SARIF run per check, whose invocation says when the check is broken, skipped or failed by itself. Code
 * scanning reads no invocations, so a broken check is a result too.
 */
export function renderSarif(run: Run, { lines }: ReportContext): string {
  const all = [...run.results.flatMap(breakage), ...allFindings(run.results)];
  const prints = fingerprints(all.map(({ finding }) => finding));
  const marked = all.map((one, at) => ({ ...one, print: prints[at] ?? "" }));
  const runs = run.results.map((result, at) => {
    const own = marked.filter((one) => one.result === result);
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
  const mended = run.results.filter(({ verdict }) => verdict !== "broken").map(notBroken);
  return `${JSON.stringify({ $schema: SCHEMA, version: "2.1.0", runs: [...runs, ...mended] }, null, 2)}\n`;
}

/**
 * GitHub closes the alerts of a category that its next upload does not hold. Each check has its own, so that a run of one
 * alone closes none of the others', and one more for each way to give no verdict: what was not looked for is not fixed.
 */
function categoryOf({ check }: CheckResult, verdict: Verdict): string {
  const none = verdict === "broken" || verdict === "skipped";
  return `drydock/${printable(check)}/${none ? `${verdict}/` : ""}`;
}

/** What closes the alerts of the time when the check was broken: nothing else is ever put into their category. */
function notBroken(result: CheckResult): object {
  const automationDetails = { id: categoryOf(result, "broken") };
  return { tool: { driver: { name: printable(result.title) } }, automationDetails, results: [] };
}

/** A broken check in the shape of a finding, also beside others: their list may be short. */
function breakage(result: CheckResult): readonly Located[] {
  if (result.verdict !== "broken") return [];
  const message = checkMessage(result) ?? "";
  return [{ result, finding: { ...NO_PLACE, check: result.check, rule: "broken", severity: "error", message } }];
}

interface Rule {
  readonly id: string;
  readonly helpUri?: string;
}

/** In the order they are first met; the first address given is the rule's. */
function rulesOf(findings: readonly Finding[]): readonly Rule[] {
  const rules = new Map<string, string | undefined>();
  for (const { rule, url } of findings) {
    const id = printable(rule);
    rules.set(id, rules.get(id) ?? safeUrl(url));
  }
  return [...rules].map(([id, helpUri]) => ({ id, ...(helpUri === undefined ? {} : { helpUri }) }));
}

function invocation(result: CheckResult, ofRun: readonly string[]): object {
  const { verdict, reason = "", notices } = result;
  const own = checkMessage(result);
  const told = own === undefined ? [] : [{ level: OF_VERDICT[verdict], message: { text: literal(own) } }];
  // The reason of a failed check is a note where its findings are the failure.
  const notes = [...(own === undefined ? [reason] : []), ...ofRun, ...notices].map(words).filter((text) => text !== "");
  return {
    executionSuccessful: verdict !== "broken",
    toolExecutionNotifications: [...told, ...notes.map((text) => ({ level: "note", message: { text } }))],
  };
}

function resultsOf(
  marked: readonly Marked[],
  rules: readonly Rule[],
  lines: ReportContext["lines"],
): readonly object[] {
  const indexes = new Map(rules.map(({ id }, at) => [id, at]));
  return marked.map(({ finding, result, print }) => {
    const ruleId = printable(finding.rule);
    return {
      ruleId,
      ruleIndex: indexes.get(ruleId),
      level: OF_SEVERITY[reportedSeverity(result, finding)],
      message: { text: words(finding.message) || ruleId },
      locations: [{ physicalLocation: sarifLocation(finding, lines) }],
      partialFingerprints: { "drydock/v1": print },
    };
  });
}

function words(text: string): string {
  return literal(printableLines(text).join("\n"));
}

/** `[text](address)` in a message is a link to SARIF's viewers; with its bracket escaped, as the standard has it, it is text. */
function literal(text: string): string {
  return text.replaceAll("](", "\\](");
}

/** What paths are relative to: named, not located, since no machine's path may stand in a report. */
const ROOT = "SRCROOT";

/** A physicalLocation of SARIF, its columns in code points. */
export function sarifLocation(finding: Finding, lines: ReportContext["lines"]): object {
  const { line, column, ...end } = columnsOf(finding, lines, "characters");
  const excerpt = excerptOf(line, end.endLine ?? line, lines.get(finding.path));
  return {
    artifactLocation: { uri: uriPath(finding.path), uriBaseId: ROOT },
    region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }), ...end },
    ...(excerpt === undefined ? {} : { contextRegion: excerpt }),
  };
}

/** The finding's whole lines, where all of them are known in full: a snippet is the file's own text. */
function excerptOf(line: number, last: number, known: ReadonlyMap<number, string> | undefined): object | undefined {
  const texts: string[] = [];
  for (let number = line; number <= last; number += 1) {
    const text = known?.get(number);
    if (text === undefined || isCutLine(text)) return undefined;
    // Tabs are indentation, which no terminal obeys otherwise.
    texts.push(text.split("\t").map(printable).join("\t"));
  }
  return { startLine: line, endLine: last, snippet: { text: texts.join("\n") } };
}
