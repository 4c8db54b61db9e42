import type { ReportContext } from "../../model/reportContext.ts";
import type { Run } from "../../model/run.ts";
import { counted, duration, findingsPhrase } from "../phrases.ts";
import { printableJson } from "../safeText.ts";
import { checksTable } from "./checksTable.ts";
import { findingsSection } from "./findingsSection.ts";
import { icon, noticeList, untrusted } from "./markup.ts";
import { SCRIPT, SCRIPT_HASH, STYLE, STYLE_HASH } from "./pageAssets.ts";
import { pageData } from "./pageData.ts";

// Whatever text gets in, nothing but the two blocks below runs or styles, and nothing is asked of any server.
const POLICY = [
  "default-src 'none'",
  `script-src '${SCRIPT_HASH}'`,
  `style-src '${STYLE_HASH}'`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** One file that needs no other: verdicts, totals and reasons as HTML, the findings as data that its script lays out. */
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
${noticeList(run)}
${findingsSection(run)}
</main>
${found ? `<script type="application/json" id="data">${scriptData(pageData(run, context))}</script>\n<script>${SCRIPT}</script>` : ""}
</body>
</html>
`;
}

/** JSON that no parser of HTML can take for the end of its element, or for a comment. */
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
  const facts = [...found(run), duration(run.durationMs), ...python(run)];
  return `<header class="banner ${run.verdict}">
<p class="brand">${icon("mark")} Drydock <span>quality report</span></p>
<h1>${icon(run.verdict)} ${headline(run)}</h1>
<ul class="facts">${facts.map((fact) => `<li>${fact}</li>`).join("")}</ul>
</header>`;
}

function found(run: Run): readonly string[] {
  const findings = run.results.flatMap((result) => result.findings);
  const files = new Set(findings.map(({ path }) => path)).size;
  if (files > 0) return [`${findingsPhrase(findings)} in ${counted(files, "file")}`];
  // A run without a verdict must not read like a clean one.
  return run.verdict === "passed" ? ["no findings"] : [];
}

function python({ python: { wanted, used } }: Run): readonly string[] {
  if (used === null) return [];
  const asWanted = used === wanted || used.startsWith(`${wanted}.`);
  return [`Python ${untrusted(used)}${asWanted ? "" : ` (${untrusted(wanted)} is wanted)`}`];
}
