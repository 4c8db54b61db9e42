import type { Run } from "../../model/run.ts";
import { duration } from "../duration.ts";
import { counted, findingsPhrase } from "../phrases.ts";
import { untrusted } from "./escapeHtml.ts";
import { headline } from "./headline.ts";
import { icon } from "./icon.ts";

/** The head of the page: verdict, totals, Python. */
export function banner(run: Run): string {
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
