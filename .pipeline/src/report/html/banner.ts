import type { Run } from "../../model.ts";
import type { About, ReportContext } from "../context.ts";
import { countsOf, countsParts, grouped } from "../counts.ts";
import { counted, duration } from "../phrases.ts";
import { safeUrl } from "../safeText.ts";
import { icon, outerLink, untrusted } from "./markup.ts";

/** The verdict in a few words: `2 checks failed`. What is broken comes first, since nobody knows what it hides. */
export function headline({ verdict, totals, results }: Run): string {
  const { passed, failed, broken, skipped } = totals;
  if (verdict === "broken") return `${counted(broken, "check")} broken${failed === 0 ? "" : `, ${failed} failed`}`;
  if (verdict === "failed") return `${counted(failed, "check")} failed`;
  if (verdict === "skipped") return results.length === 0 ? "No check ran" : "All checks skipped";
  if (skipped > 0) return `${counted(passed, "check")} passed, ${skipped} skipped`;
  return passed === 1 ? "1 check passed" : `All ${passed} checks passed`;
}

/** How many findings there are: those that fail a check, and the rest apart. Nothing where a run without a verdict found none. */
export function foundPhrases({ results, verdict, comparison }: Run): readonly string[] {
  const counts = countsOf(results);
  const nothing = counts.failing + counts.notes + counts.existing + counts.fixed === 0;
  return nothing && verdict !== "passed" ? [] : countsParts(counts, comparison !== undefined);
}

/** The head of the page: what was checked, the verdict, what to do next. */
export function banner(run: Run, { about, trend }: ReportContext): string {
  const { fixable } = countsOf(run.results);
  const facts = [
    ...foundPhrases(run).map((fact, index) => (index === 0 ? `<strong>${fact}</strong>` : fact)),
    ...(fixable === 0 ? [] : [`${grouped(fixable)} can be fixed: <code>drydock fix</code>`]),
    ...(run.comparison === undefined ? [] : [`compared with ${untrusted(run.comparison.name)}`]),
    ...filesChecked(run),
    `took ${duration(run.durationMs)}`,
  ];
  return `<header class="banner ${run.verdict}">
<div class="who"><p class="brand">${icon("mark")} ${about === undefined ? "Drydock" : named(about.project)}</p>${about === undefined ? "" : `<ul>${whoItems(about).join("")}</ul>`}</div>
<div class="verdict-line">
<div><h1>${icon(run.verdict)} ${headline(run)}</h1>
<ul class="facts">${facts.map((fact) => `<li>${fact}</li>`).join("")}</ul></div>
${trendFigure(trend)}
</div>
</header>`;
}

/** The check that looked at the most files saw nearly all that there are. */
function filesChecked({ results }: Run): readonly string[] {
  const most = Math.max(0, ...results.map(({ files = 0 }) => files));
  return most === 0 ? [] : [`${grouped(most)} file${most === 1 ? "" : "s"} checked`];
}

function whoItems({ branch, commit, mergeRequest, pipeline, date }: About): readonly string[] {
  const short = commit && { ...commit, name: commit.name.slice(0, 8) };
  const items = [
    ["branch", "Branch", branch],
    ["commit", "Commit", short],
    ["merge", "Merge request", mergeRequest],
    ["pipeline", "Pipeline", pipeline],
    [
      "clock",
      "Time",
      date === undefined ? undefined : { name: date.replace("T", " ").replace(/:\d\d(?:\.\d+)?Z$/, " UTC") },
    ],
  ] as const;
  return items.flatMap(([picture, word, value]) =>
    value === undefined ? [] : [`<li>${icon(picture)} <span class="spoken">${word}</span> ${named(value)}</li>`],
  );
}

function named({ name, url }: About["project"]): string {
  const href = safeUrl(url);
  return href === undefined ? untrusted(name) : outerLink(href, untrusted(name));
}

/** The last runs that are drawn. */
const MOMENTS = 20;

/** The findings of the last runs as small columns, this one last. */
function trendFigure(trend: ReportContext["trend"]): string {
  const moments = trend?.slice(-MOMENTS) ?? [];
  const [before, now] = moments.slice(-2);
  if (before === undefined || now === undefined) return "";
  const most = Math.max(1, ...moments.map(({ findings }) => findings));
  const columns = moments.map(({ findings }, index) => {
    const height = findings === 0 ? 0.5 : Math.max(1, (findings / most) * 20);
    return `<rect x="${index * 4}" y="${(20 - height).toFixed(2)}" width="3" height="${height.toFixed(2)}"/>`;
  });
  const step = now.findings - before.findings;
  const change =
    step === 0 ? "as many as" : `${Math.abs(step).toLocaleString("en")} ${step < 0 ? "fewer" : "more"} than`;
  return `<figure class="trend"><svg viewBox="0 0 ${moments.length * 4 - 1} 20" aria-hidden="true">${columns.join("")}</svg><figcaption>Findings in the last ${moments.length} runs: ${change} the run before</figcaption></figure>`;
}

/** What ran, and how to get the same run again: a panel beside the checks where nothing was found, else folded. */
export function thisRun({ python: { wanted, used } }: Run, { about }: ReportContext, how: "panel" | "folded"): string {
  const asWanted = used === null || used === wanted || used.startsWith(`${wanted}.`);
  const command = about?.command === undefined ? "" : `<code>${untrusted(about.command)}</code>`;
  const python =
    used === null ? [] : [["Python", `${untrusted(used)}${asWanted ? "" : ` (${untrusted(wanted)} was requested)`}`]];
  const rows = [
    ...(command === "" ? [] : [["Repeat", command]]),
    ...(about === undefined ? [] : [["Drydock", untrusted(about.version)]]),
    ...python,
    ...Object.entries(about?.tools ?? {}).map(([tool, version]) => [untrusted(tool), untrusted(version)]),
  ];
  if (rows.length === 0) return "";
  const list = `<dl>${rows.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join("")}</dl>`;
  if (how === "folded") {
    const start = command || rows.map(([name, value]) => `${name} ${value}`).join(", ");
    return `<details class="run"><summary><strong>This run</strong> <span class="start">${start}</span></summary>${list}</details>`;
  }
  return `<section class="panel run" aria-labelledby="run-title">
<h2 id="run-title">This run</h2>
${list}
</section>`;
}
