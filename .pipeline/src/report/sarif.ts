import type { CheckResult, Finding, Run, Severity, Verdict } from "../model.ts";
import { WEIGHT } from "../order.ts";
import type { ReportContext } from "./context.ts";
import { allFindings, type CheckFinding, checkMessage, reportedSeverity } from "./findings.ts";
import { fingerprints } from "./fingerprints.ts";
import { counted } from "./phrases.ts";
import { printable, printableLines, safeUrl } from "./safeText.ts";
import { type Rule, rulesOf, sarifDriver } from "./sarifDriver.ts";
import { ROOT, sarifFixes, sarifLocation } from "./sarifResult.ts";

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

/** A result to be: a finding, with its state where the run was compared. */
interface Located extends Pick<CheckFinding, "finding" | "result" | "failsCheck"> {
  readonly state?: "new" | "unchanged" | "absent";
}

interface FingerprintedFinding extends Located {
  readonly fingerprint: string;
}

/** How much of a run is written: results per check, and whether with excerpts and fixes. */
interface Extent {
  readonly results: number;
  readonly excerpts: boolean;
}

/**
 * What GitHub takes: 25,000 results in a run, of which it shows the 5,000 gravest, and 10 MB packed. Such JSON packs to a
 * quarter or less. It reads neither excerpts nor fixes, so these go first.
 */
const EXTENTS: readonly [Extent, ...Extent[]] = [
  { results: 25_000, excerpts: true },
  { results: 25_000, excerpts: false },
  { results: 5000, excerpts: false },
  { results: 500, excerpts: false },
];
const MAX_LENGTH = 40_000_000;

/**
 * SARIF 2.1.0 with one SARIF run per check. Its invocation says whether the check is broken, skipped or failed without
 * findings. Code scanning does not read invocations, so a broken check is also a result. In a run that was compared each
 * result has its baselineState, and what was fixed is a result too.
 */
export function renderSarif(run: Run, context: ReportContext): string {
  let text = "";
  for (const extent of EXTENTS) {
    text = sarifText(run, context, extent);
    if (text.length <= MAX_LENGTH) break;
  }
  return text;
}

function sarifText(run: Run, context: ReportContext, extent: Extent): string {
  const all = run.results.flatMap((result) => brokenResult(result, run)).concat(found(run), run.results.flatMap(fixed));
  // Of all together: what is fixed may be one of several that are the same, and the others still there.
  const prints = fingerprints(all.map(({ finding }) => finding));
  const fingerprinted = all.map((one, at) => ({ ...one, fingerprint: prints[at] ?? "" }));
  const runs = run.results.map((result, at) => {
    const own = fingerprinted.filter((one) => one.result === result);
    const kept = gravest(own, extent.results);
    const rules = rulesOf(kept.map(({ finding }) => finding));
    const notices = [...(at === 0 ? run.notices : []), ...leftOut(own.length, kept.length, extent)];
    return {
      tool: { driver: sarifDriver(result, rules, context.about) },
      automationDetails: { id: categoryOf(result, result.verdict) },
      invocations: [invocation(result, notices)],
      ...provenance(context.about),
      originalUriBaseIds: { [ROOT]: { description: { text: "The root of the repository." } } },
      columnKind: "unicodeCodePoints",
      results: resultsOf(kept, rules, context.lines, extent),
    };
  });
  const closing = run.results
    .filter(({ verdict }) => verdict !== "broken")
    .map((result) => closeBrokenAlerts(result, context));
  return `${JSON.stringify({ $schema: SCHEMA, version: "2.1.0", runs: [...runs, ...closing] })}\n`;
}

function found({ results, comparison }: Run): readonly Located[] {
  if (comparison === undefined) return allFindings(results);
  return allFindings(results).map((one) => ({ ...one, state: one.finding.state === "existing" ? "unchanged" : "new" }));
}

function fixed(result: CheckResult): readonly Located[] {
  return (result.fixed ?? []).map((finding) => ({ finding, result, failsCheck: false, state: "absent" }));
}

/** All results in their order; of too many the gravest, first what fails the check. */
function gravest(own: readonly FingerprintedFinding[], most: number): readonly FingerprintedFinding[] {
  if (own.length <= most) return own;
  const weight = ({ finding, failsCheck, state }: Located) =>
    (failsCheck ? 10 : 0) + (state === "absent" ? -10 : 0) + WEIGHT[finding.severity];
  return [...own].sort((a, b) => weight(b) - weight(a)).slice(0, most);
}

function leftOut(all: number, kept: number, { excerpts }: Extent): readonly string[] {
  const results = `These are the ${counted(kept, "gravest result")} of ${all}: code scanning takes no more.`;
  const rest = "Excerpts and fixes are left out: the report would be larger than code scanning takes.";
  return [...(kept < all ? [results] : []), ...(excerpts ? [] : [rest])];
}

/** Which state of which repository this is about, where that is known. */
function provenance(about: ReportContext["about"]): object {
  const repositoryUri = safeUrl(about?.project.url);
  if (repositoryUri === undefined) return {};
  const revision = about?.commit === undefined ? {} : { revisionId: printable(about.commit.name) };
  const branch = about?.branch === undefined ? {} : { branch: printable(about.branch.name) };
  return { versionControlProvenance: [{ repositoryUri, ...revision, ...branch, mappedTo: { uriBaseId: ROOT } }] };
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
function closeBrokenAlerts(result: CheckResult, { about }: ReportContext): object {
  const automationDetails = { id: categoryOf(result, "broken") };
  return { tool: { driver: sarifDriver(result, [], about) }, automationDetails, ...provenance(about), results: [] };
}

/** A broken check in the shape of a finding, even if it has other findings: their list may be incomplete. */
function brokenResult(result: CheckResult, { comparison }: Run): readonly Located[] {
  if (result.verdict !== "broken") return [];
  const message = checkMessage(result) ?? "";
  const finding: Finding = { ...FALLBACK_LOCATION, check: result.check, rule: "broken", severity: "error", message };
  return [{ result, finding, failsCheck: true, ...(comparison === undefined ? {} : { state: "new" }) }];
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
  kept: readonly FingerprintedFinding[],
  rules: readonly Rule[],
  lines: ReportContext["lines"],
  { excerpts }: Extent,
): readonly object[] {
  const indexes = new Map(rules.map(({ id }, at) => [id, at]));
  return kept.map(({ finding, result, fingerprint, state }) => {
    const ruleId = printable(finding.rule);
    // The lines are those of today: what is fixed stood in others.
    const known = excerpts && state !== "absent" ? lines : new Map<string, never>();
    return {
      ruleId,
      ruleIndex: indexes.get(ruleId),
      level: SEVERITY_LEVELS[reportedSeverity(result, finding)],
      message: { text: messageText(finding.message) || ruleId },
      locations: [{ physicalLocation: sarifLocation(finding, known) }],
      partialFingerprints: { "drydock/v1": fingerprint },
      ...(state === undefined ? {} : { baselineState: state }),
      ...(excerpts && state !== "absent" ? sarifFixes(finding) : {}),
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
