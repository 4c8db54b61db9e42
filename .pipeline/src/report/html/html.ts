import type { CheckResult, Run, Severity } from "../../model.ts";
import type { ReportContext } from "../context.ts";
import { counted, duration, foundPhrase, timePhrase } from "../phrases.ts";
import { printableJson } from "../safeText.ts";
import { findingsSection } from "./findingsSection.ts";
import { icon, untrusted, untrustedLines } from "./markup.ts";
import { SCRIPT, SCRIPT_HASH, STYLE, STYLE_HASH } from "./pageAssets.ts";
import { pageData, SEVERITIES } from "./pageData.ts";

// Whatever text is injected, only the two blocks below can run or style, and no server is contacted.
const POLICY = [
  "default-src 'none'",
  `script-src '${SCRIPT_HASH}'`,
  `style-src '${STYLE_HASH}'`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** One self-contained file: verdicts, totals and reasons as HTML, the findings as data that its script renders. */
export function renderHtml(run: Run, context: ReportContext): string {
  const found = run.totals.findings > 0;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${headline(run)} · ${counted(run.totals.findings, "finding")} · Drydock</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
${banner(run)}
<main>
${checksTable(run)}
${notices(run)}
${findingsSection(run)}
</main>
${found ? `<script type="application/json" id="data">${scriptData(pageData(run, context))}</script>\n<script>${SCRIPT}</script>` : ""}
</body>
</html>
`;
}

/** JSON that an HTML parser cannot mistake for the end of the element or for a comment. */
function scriptData(data: unknown): string {
  return printableJson(JSON.stringify(data)).replaceAll("<", "\\u003c");
}

/** The verdict in a few words: `2 checks failed`. What is broken comes first, since nobody knows what it hides. */
function headline({ verdict, totals, results }: Run): string {
  const { passed, failed, broken, skipped } = totals;
  if (verdict === "broken") return `${counted(broken, "check")} broken${failed === 0 ? "" : `, ${failed} failed`}`;
  if (verdict === "failed") return `${counted(failed, "check")} failed`;
  if (verdict === "skipped") return results.length === 0 ? "No check ran" : "All checks skipped";
  if (skipped > 0) return `${counted(passed, "check")} passed, ${skipped} skipped`;
  return passed === 1 ? "1 check passed" : `All ${passed} checks passed`;
}

/** The head of the page: verdict, totals, Python. */
function banner(run: Run): string {
  const facts = [...foundPhrase(run), duration(run.durationMs), ...python(run)];
  return `<header class="banner ${run.verdict}">
<p class="brand">${icon("mark")} Drydock <span>quality report</span></p>
<h1>${icon(run.verdict)} ${headline(run)}</h1>
<ul class="facts">${facts.map((fact) => `<li>${fact}</li>`).join("")}</ul>
</header>`;
}

function python({ python: { wanted, used } }: Run): readonly string[] {
  if (used === null) return [];
  const asWanted = used === wanted || used.startsWith(`${wanted}.`);
  return [`Python ${untrusted(used)}${asWanted ? "" : ` (${untrusted(wanted)} was requested)`}`];
}

const COLUMNS = { error: "Errors", warning: "Warnings", info: "Info" } as const satisfies Record<Severity, string>;

const UNKNOWN = '<td class="number quiet"><span aria-hidden="true">–</span><span class="spoken">unknown</span></td>';

const GATES = {
  error: "fails on errors",
  warning: "fails on errors and warnings",
  info: "fails on any finding",
  never: "only prints",
} as const satisfies Record<NonNullable<CheckResult["gate"]>, string>;

/** Verdict, counts and time of each check, with the full reason below where it is broken, skipped or failed. */
function checksTable({ results }: Run): string {
  if (results.length === 0) return "";
  return `<section aria-labelledby="checks-title">
<h2 id="checks-title">Checks</h2>
<table class="checks">
<thead><tr><th scope="col">Check</th><th scope="col">Verdict</th>${SEVERITIES.map(severityHeader).join("")}<th scope="col" class="number">Files</th><th scope="col" class="number">Time</th></tr></thead>
${results.map(checkRows).join("\n")}
</table>
</section>`;
}

function severityHeader(severity: Severity): string {
  return `<th scope="col" class="number"><span class="severity ${severity}"><span class="word">${COLUMNS[severity]}</span></span></th>`;
}

function checkRows(result: CheckResult): string {
  const { title, check, verdict, gate, reason, files } = result;
  const filesCell = files === undefined ? UNKNOWN : `<td class="number">${files}</td>`;
  const name = title.toLowerCase() === check.toLowerCase() ? "" : ` <span class="quiet">${untrusted(check)}</span>`;
  const rule = gate === undefined ? "" : ` <span class="gate">${GATES[gate]}</span>`;
  return `<tbody><tr><th scope="row">${untrusted(title)}${name}${rule}</th><td><span class="verdict ${verdict}">${icon(verdict)} ${verdict}</span></td>${SEVERITIES.map((severity) => countCell(result, severity)).join("")}${filesCell}<td class="number">${timePhrase(result)}</td></tr>${reasonRow(verdict, reason)}</tbody>`;
}

function countCell({ verdict, findings }: CheckResult, severity: Severity): string {
  // A check without a verdict that found nothing may still have missed findings.
  if (findings.length === 0 && (verdict === "broken" || verdict === "skipped")) {
    return UNKNOWN;
  }
  const number = findings.filter((finding) => finding.severity === severity).length;
  return `<td class="number${number === 0 ? " quiet" : ""}">${number}</td>`;
}

function reasonRow(verdict: CheckResult["verdict"], reason = ""): string {
  const needed = verdict === "broken" || verdict === "skipped";
  const text = untrustedLines(reason) || (needed ? "No reason was given." : "");
  return text === "" ? "" : `<tr class="reason ${verdict}"><td colspan="7">${text}</td></tr>`;
}

/** The notices of the run and its checks. */
function notices(run: Run): string {
  const checkNotices = run.results.flatMap(({ title, notices }) =>
    notices.map((notice) => `<li><strong>${untrusted(title)}</strong> ${untrustedLines(notice)}</li>`),
  );
  const all = [...run.notices.map((notice) => `<li>${untrustedLines(notice)}</li>`), ...checkNotices];
  if (all.length === 0) return "";
  return `<section aria-labelledby="notices-title">
<h2 id="notices-title">Notices</h2>
<ul class="notices">
${all.join("\n")}
</ul>
</section>`;
}
