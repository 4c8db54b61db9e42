import type { CheckResult, Run } from "../../model.ts";
import { counted } from "../phrases.ts";
import { untrusted } from "./markup.ts";
import { SEVERITIES } from "./packed.ts";
import { hasList } from "./pageData.ts";

/** The frame that the script fills with findings, or a sentence instead where there are none or no script runs. */
export function findingsSection(run: Run): string {
  const { findings, broken } = run.totals;
  if (hasList(run.results)) return section(`${otherReports(findings)}\n${frame(run)}\n${keysDialog()}`);
  if (run.verdict === "passed") return section('<p class="empty">No findings. Every check that ran is clean.</p>');
  if (broken === 0) return "";
  return section(
    `<p class="empty">No findings, but not clean either: ${counted(broken, "check")} gave no verdict. The reasons are above.</p>`,
  );
}

function section(content: string): string {
  return `<section class="findings" aria-labelledby="findings-title">
<h2 id="findings-title" tabindex="-1">Findings</h2>
${content}
</section>`;
}

/** Not a noscript: the server of the page may also block scripts. The script removes it. */
function otherReports(findings: number): string {
  return `<p class="empty" id="no-script">The list of ${counted(findings, "finding")} is laid out by JavaScript. If it does not run, see the run’s other reports for the same findings: report.txt, report.json or sarif.json.</p>`;
}

function frame({ results, comparison }: Run): string {
  return `<div class="frame" id="frame" hidden>
<div class="filters" role="search" aria-label="Findings">
<div class="search"><label for="query" class="spoken">Search</label><input type="search" id="query" autocomplete="off" autocapitalize="none" spellcheck="false" placeholder="Message, rule or path" aria-keyshortcuts="/"><button type="button" id="filters-open" aria-expanded="false" aria-controls="choices">Filters</button></div>
<div id="choices">
<fieldset class="group"><legend>Group by</legend>
<label><input type="radio" name="group" value="file" checked> File</label>
<label><input type="radio" name="group" value="rule"> Rule</label>
</fieldset>
<fieldset><legend>Severity</legend>
${SEVERITIES.map((severity) => option("severity", severity, `<span class="severity ${severity}">${severity}</span>`)).join("\n")}
</fieldset>
<fieldset><legend>Check</legend>
${results.map(checkOption).filter(Boolean).join("\n")}
</fieldset>
<p class="actions"><button type="button" id="clear">Clear filters</button> <button type="button" id="keys-open" aria-haspopup="dialog">Keyboard <kbd>?</kbd></button></p>
</div>
</div>
<div class="results">
<div class="above">
<fieldset id="show"><legend class="spoken">Show</legend>
${(comparison === undefined ? PLAIN_TABS : COMPARED_TABS).map(([value, word]) => `<label><input type="radio" name="show" value="${value}"> ${word} <span class="count"></span></label>`).join("\n")}
</fieldset>
<ul id="chips"></ul>
<p id="status" role="status"></p>
<button type="button" id="fold" aria-pressed="false">Fold all</button>
<nav class="pages" aria-label="Pages, above the list"></nav>
</div>
<p id="said" role="status"></p>
<div id="list"></div>
<nav class="pages" aria-label="Pages, below the list"></nav>
</div>
</div>`;
}

const PLAIN_TABS = [
  ["all", "All"],
  ["failing", "Failing"],
  ["notes", "Notes"],
] as const;

const COMPARED_TABS = [
  ["new", "New"],
  ["existing", "Existing"],
  ["fixed", "Fixed"],
  ["all", "New and existing"],
] as const;

function checkOption({ title, findings, fixed = [] }: CheckResult, index: number): string {
  return findings.length + fixed.length === 0 ? "" : option("check", String(index), untrusted(title));
}

function option(name: string, value: string, label: string): string {
  return `<label><input type="checkbox" name="${name}" value="${value}"> ${label} <span class="count"></span></label>`;
}

const KEYS: readonly (readonly [keys: readonly string[], effect: string])[] = [
  [["/"], "Search"],
  [["j", "k"], "Next, previous finding"],
  [["Enter"], "Open the finding’s line, or its rule"],
  [["n", "p"], "Next, previous page"],
  [["g"], "Group by file or by rule"],
  [["f"], "Fold or unfold all groups"],
  [["c"], "Copy the finding’s place"],
  [["Esc"], "Clear the search and the filters"],
  [["?"], "This list"],
];

/** The page's keyboard shortcuts. Letter keys can be turned off, for users of voice control. */
function keysDialog(): string {
  const rows = KEYS.map(
    ([keys, effect]) => `<div><dt>${keys.map((key) => `<kbd>${key}</kbd>`).join(" ")}</dt><dd>${effect}</dd></div>`,
  );
  return `<dialog id="keys" aria-labelledby="keys-title">
<h2 id="keys-title">Keyboard</h2>
<dl>
${rows.join("\n")}
</dl>
<p><label><input type="checkbox" id="letters" checked> Single keys are shortcuts</label></p>
<p><button type="button" id="keys-close">Close</button></p>
</dialog>`;
}
