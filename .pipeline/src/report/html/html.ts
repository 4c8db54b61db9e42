import type { ReportContext } from "../../model/reportContext.ts";
import type { Run } from "../../model/run.ts";
import { counted } from "../phrases.ts";
import { printableJson } from "../printable.ts";
import { banner } from "./banner.ts";
import { checksTable } from "./checksTable.ts";
import { findingsSection } from "./findingsSection.ts";
import { headline } from "./headline.ts";
import { noticeList } from "./noticeList.ts";
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
