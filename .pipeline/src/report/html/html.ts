import type { Run } from "../../model.ts";
import type { ReportContext } from "../context.ts";
import { allFindings } from "../findings.ts";
import { allNotices, counted } from "../phrases.ts";
import { printable, printableJson } from "../safeText.ts";
import { banner, foundPhrases, headline, thisRun } from "./banner.ts";
import { findingsSection } from "./findingsSection.ts";
import { untrusted, untrustedLines } from "./markup.ts";
import { overview, tally } from "./overview.ts";
import { SEVERITIES } from "./packed.ts";
import { SCRIPT, SCRIPT_HASH, STYLE, STYLE_HASH } from "./pageAssets.ts";
import { hasList, pageData } from "./pageData.ts";

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
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${[headline(run), ...foundPhrases(run).slice(0, 1), "Drydock"].join(" · ")}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
${banner(run, context)}
<main>
${overview(run, context, thisRun(run, context, "panel"))}
<div class="asides">
${notices(run)}
${run.totals.findings === 0 ? "" : thisRun(run, context, "folded")}
</div>
${rulesOnPaper(run)}
${findingsSection(run)}
</main>
${hasList(run.results) ? `<script type="application/json" id="data">${scriptData(pageData(run, context))}</script>\n<script>${SCRIPT}</script>` : ""}
</body>
</html>
`;
}

/** JSON that an HTML parser cannot mistake for the end of the element or for a comment. */
function scriptData(data: unknown): string {
  return printableJson(JSON.stringify(data)).replaceAll("<", "\\u003c");
}

/** The notices of the run and its checks, folded below the start of the first. */
function notices(run: Run): string {
  const checkNotices = run.results.flatMap(({ title, notices }) =>
    notices.map((notice) => `<li><strong>${untrusted(title)}</strong> ${untrustedLines(notice)}</li>`),
  );
  const all = [...run.notices.map((notice) => `<li>${untrustedLines(notice)}</li>`), ...checkNotices];
  const [first] = allNotices(run);
  if (first === undefined) return "";
  return `<details class="notices">
<summary><strong>${counted(all.length, "notice")}</strong> <span class="start">${untrusted(printable(first))}</span></summary>
<ul>
${all.join("\n")}
</ul>
</details>`;
}

/** What is printed in place of the list, which would fill a hundred sheets: each rule, with its findings and files. */
function rulesOnPaper({ results }: Run): string {
  const findings = allFindings(results).map(({ finding }) => finding);
  if (findings.length === 0) return "";
  const titles = new Map(results.map(({ check, title }) => [check, title]));
  const files = new Map<string, Set<string>>();
  const key = ({ check, rule }: { readonly check: string; readonly rule: string }) => `${check}/${rule}`;
  for (const finding of findings) {
    const known = files.get(key(finding)) ?? new Set();
    files.set(key(finding), known.add(finding.path));
  }
  const rows = tally(findings, key).map(({ key, first, counts, total }) => {
    const numbers = [...SEVERITIES.map((severity) => counts[severity]), total, files.get(key)?.size ?? 0];
    return `<tr><th scope="row">${untrusted(first.rule)}</th><td>${untrusted(titles.get(first.check) ?? first.check)}</td>${numbers.map((number) => `<td class="number">${number}</td>`).join("")}</tr>`;
  });
  const heads = ["Errors", "Warnings", "Info", "All", "Files"];
  return `<section class="paper" aria-labelledby="paper-title">
<h2 id="paper-title">Rules</h2>
<table><thead><tr><th scope="col">Rule</th><th scope="col">Check</th>${heads.map((head) => `<th scope="col" class="number">${head}</th>`).join("")}</tr></thead><tbody>
${rows.join("\n")}
</tbody></table>
<p>Each finding: see report.txt, or this page on a screen.</p>
</section>`;
}
