import type { Finding, Severity } from "../model/finding.ts";
import type { ReportContext } from "../model/reportContext.ts";
import type { CheckResult, Run, Verdict } from "../model/run.ts";
import { checkMessage } from "./checkMessage.ts";
import { endOf } from "./endOf.ts";
import { fingerprints } from "./fingerprints.ts";
import { placed } from "./placed.ts";
import { printable, printableLines } from "./printable.ts";
import { safeUrl } from "./safeUrl.ts";
import { statedSeverity } from "./statedSeverity.ts";
import { uriPath } from "./uriPath.ts";

type Level = "error" | "warning" | "note";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";
/** What paths are relative to: named, not located, since no machine's path may stand in a report. */
const ROOT = "SRCROOT";

const OF_SEVERITY: Readonly<Record<Severity, Level>> = { error: "error", warning: "warning", info: "note" };
const OF_VERDICT: Readonly<Record<Verdict, Level>> = {
  passed: "note",
  skipped: "warning",
  failed: "error",
  broken: "error",
};

/** SARIF 2.1.0 with a SARIF run per check, whose invocation says when the check is broken, skipped or failed by itself. */
export function renderSarif(run: Run, { lines }: Pick<ReportContext, "lines"> = { lines: new Map() }): string {
  const all = placed(run.results);
  const prints = fingerprints(all.map(({ finding }) => finding));
  const marked = all.map((one, at) => ({ ...one, print: prints[at] ?? "" }));
  const runs = run.results.map((result, at) => ({
    tool: { driver: { name: printable(result.title), rules: rulesOf(result) } },
    // GitHub keeps the alerts of each of these apart: a run of one check alone closes none of the others'.
    automationDetails: { id: `drydock/${printable(result.check)}/` },
    invocations: [invocation(result, at === 0 ? run.notices : [])],
    originalUriBaseIds: { [ROOT]: { description: { text: "The root of the repository." } } },
    columnKind: "unicodeCodePoints",
    results: resultsOf(
      result,
      marked.filter((one) => one.result === result),
      lines,
    ),
  }));
  return `${JSON.stringify({ $schema: SCHEMA, version: "2.1.0", runs }, null, 2)}\n`;
}

/** In the order they are first met; the first address given is the rule's. */
function rulesOf({ findings }: CheckResult): readonly { readonly id: string; readonly helpUri?: string }[] {
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
  result: CheckResult,
  marked: readonly { readonly finding: Finding; readonly print: string }[],
  lines: ReportContext["lines"],
): readonly object[] {
  const indexes = new Map(rulesOf(result).map(({ id }, at) => [id, at]));
  return marked.map(({ finding, print }) => {
    const ruleId = printable(finding.rule);
    return {
      ruleId,
      ruleIndex: indexes.get(ruleId),
      level: OF_SEVERITY[statedSeverity(result, finding)],
      message: { text: words(finding.message) || ruleId },
      locations: [{ physicalLocation: locationOf(finding, lines) }],
      partialFingerprints: { "drydock/v1": print },
    };
  });
}

function locationOf(finding: Finding, lines: ReportContext["lines"]): object {
  const { path, line, column } = finding;
  const excerpt = excerptOf(finding, lines.get(path));
  return {
    artifactLocation: { uri: uriPath(path), uriBaseId: ROOT },
    region: { startLine: line, startColumn: column, ...endOf(finding) },
    ...(excerpt === undefined ? {} : { contextRegion: excerpt }),
  };
}

/** The finding's whole lines, where all of them are known. */
function excerptOf(finding: Finding, known: ReadonlyMap<number, string> | undefined): object | undefined {
  const { line } = finding;
  const last = endOf(finding)?.endLine ?? line;
  const texts: string[] = [];
  for (let number = line; number <= last; number += 1) {
    const text = known?.get(number);
    if (text === undefined) return undefined;
    texts.push(printable(text));
  }
  return { startLine: line, endLine: last, snippet: { text: texts.join("\n") } };
}

function words(text: string): string {
  return literal(printableLines(text).join("\n"));
}

/** `[text](address)` in a message is a link to SARIF's viewers; with its bracket escaped, as the standard has it, it is text. */
function literal(text: string): string {
  return text.replaceAll("](", "\\](");
}
