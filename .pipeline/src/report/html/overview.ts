import type { CheckResult, Finding, Run, Severity } from "../../model.ts";
import type { ReportContext } from "../context.ts";
import { allFindings } from "../findings.ts";
import { counted, timePhrase } from "../phrases.ts";
import { printableLines } from "../safeText.ts";
import { icon, link, untrusted, untrustedLines } from "./markup.ts";
import { SEVERITIES } from "./packed.ts";

/** What the first screen shows below the verdict: the checks, and where most of what fails them is, else what ran. */
export function overview(run: Run, { about }: ReportContext, thisRun: string): string {
  if (run.results.length === 0) return thisRun;
  const tools = about?.tools ?? {};
  const { kind, findings } = weighed(run);
  const rules = tally(findings, ({ check, rule }) => `${check}/${rule}`);
  const files = tally(findings, ({ path }) => path);
  const titles = new Map(run.results.map(({ check, title }) => [check, title]));
  const ruleName = ({ first: { check, rule } }: Tally) =>
    `${untrusted(rule)} <span class="quiet">${untrusted(titles.get(check) ?? check)}</span>`;
  const hash = (name: string, { key }: Tally) => ({ [name]: key, ...(kind === "failing" ? { show: "failing" } : {}) });
  const note = `${run.comparison === undefined ? "" : "new "}${kind === "failing" ? "failing findings" : "notes"}`;
  const panels = [
    checksTable(run, tools),
    bars("rules", "Worst rules", note, rules, (one) => link(hash("rule", one), ruleName(one))),
    bars("files", "Worst files", note, files, (one) => link(hash("path", one), untrusted(one.key))),
    run.totals.findings === 0 ? thisRun : "",
  ].filter(Boolean);
  return `<div class="overview${run.totals.findings === 0 ? " alone" : ""}">
${panels.join("\n")}
</div>`;
}

/** What the bars count: the failing findings; where there are none, the notes, but not those that existed before. */
function weighed({ results }: Run): { readonly kind: "failing" | "notes"; readonly findings: readonly Finding[] } {
  const all = allFindings(results);
  const failing = all.filter(({ failsCheck }) => failsCheck).map(({ finding }) => finding);
  if (failing.length > 0) return { kind: "failing", findings: failing };
  const rest = all.map(({ finding }) => finding).filter(({ state }) => state !== "existing");
  return { kind: "notes", findings: rest };
}

/** Findings that have something in common. */
interface Tally {
  readonly key: string;
  readonly first: Finding;
  readonly counts: Readonly<Record<Severity, number>>;
  readonly total: number;
}

/** The most frequent first, then the gravest, then by name. */
export function tally(findings: readonly Finding[], keyOf: (finding: Finding) => string): readonly Tally[] {
  const found = new Map<string, { first: Finding; counts: Record<Severity, number>; total: number }>();
  for (const finding of findings) {
    const key = keyOf(finding);
    const known = found.get(key) ?? { first: finding, counts: { error: 0, warning: 0, info: 0 }, total: 0 };
    found.set(key, known);
    known.counts[finding.severity] += 1;
    known.total += 1;
  }
  return [...found]
    .map(([key, rest]) => ({ key, ...rest }))
    .sort((a, b) => b.total - a.total || b.counts.error - a.counts.error || (a.key < b.key ? -1 : 1));
}

const BARS = 6;

function bars(id: string, title: string, note: string, rows: readonly Tally[], name: (row: Tally) => string): string {
  const most = rows[0]?.total;
  if (most === undefined) return "";
  const items = rows.slice(0, BARS).map((row) => {
    const widths = SEVERITIES.map((severity) => (row.counts[severity] / most) * 100);
    const parts = SEVERITIES.flatMap((severity, index) => {
      const start = widths.slice(0, index).reduce((sum, width) => sum + width, 0);
      return row.counts[severity] === 0
        ? []
        : [`<rect class="${severity}" x="${start.toFixed(2)}" width="${(widths[index] ?? 0).toFixed(2)}" height="1"/>`];
    });
    return `<li>${name(row)} <span class="number">${row.total}</span><svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">${parts.join("")}</svg></li>`;
  });
  const more = rows.length > BARS ? `, of ${rows.length.toLocaleString("en")}` : "";
  return `<section class="panel" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title} <span class="quiet">by ${note}${more}</span></h2>
<ol class="bars">
${items.join("\n")}
</ol>
</section>`;
}

const COLUMNS = { error: "Errors", warning: "Warnings", info: "Info" } as const satisfies Record<Severity, string>;

const UNKNOWN = '<td class="number quiet"><span aria-hidden="true">–</span><span class="spoken">unknown</span></td>';

const GATES = {
  error: "Fails on errors.",
  warning: "Fails on errors and warnings.",
  info: "Fails on any finding.",
  never: "Only prints.",
} as const satisfies Record<NonNullable<CheckResult["gate"]>, string>;

/** Verdict, counts and time of each check, of new findings alone in a run that was compared, with the reason below where it is broken, skipped or failed. */
function checksTable({ results, comparison }: Run, tools: Readonly<Record<string, string>>): string {
  return `<section class="panel" aria-labelledby="checks-title">
<h2 id="checks-title">Checks${comparison === undefined ? "" : ' <span class="quiet">with new findings</span>'}</h2>
<table class="checks">
<thead><tr><th scope="col">Check</th><th scope="col">Verdict</th>${SEVERITIES.map(severityHeader).join("")}<th scope="col" class="number files">Files</th><th scope="col" class="number">Time</th></tr></thead>
${results.map((result) => checkRows(result, tools)).join("\n")}
</table>
</section>`;
}

function severityHeader(severity: Severity): string {
  return `<th scope="col" class="number"><span class="severity ${severity}"><span class="spoken">${COLUMNS[severity]}</span></span></th>`;
}

function checkRows(result: CheckResult, tools: Readonly<Record<string, string>>): string {
  const { title, check, verdict, files, findings, fixed = [] } = result;
  const name = findings.length + fixed.length === 0 ? untrusted(title) : link({ check }, untrusted(title));
  const tool = title.toLowerCase();
  const version = Object.hasOwn(tools, tool) ? tools[tool] : undefined;
  const more = version ?? (tool === check.toLowerCase() ? "" : check);
  const cells = [
    `<th scope="row">${name}${more === "" ? "" : ` <span class="quiet">${untrusted(more)}</span>`}</th>`,
    `<td><span class="verdict ${verdict}">${icon(verdict)} ${verdict}</span></td>`,
    ...SEVERITIES.map((severity) => countCell(result, severity)),
    files === undefined ? UNKNOWN.replace("number", "number files") : `<td class="number files">${files}</td>`,
    `<td class="number">${timePhrase(result)}</td>`,
  ];
  return `<tbody><tr>${cells.join("")}</tr>${reasonRow(result)}</tbody>`;
}

function countCell({ verdict, findings }: CheckResult, severity: Severity): string {
  // A check without a verdict that found nothing may still have missed findings.
  if (findings.length === 0 && (verdict === "broken" || verdict === "skipped")) return UNKNOWN;
  const number = findings.filter((one) => one.severity === severity && one.state !== "existing").length;
  return `<td class="number${number === 0 ? " quiet" : ""}">${number}</td>`;
}

/** A longer reason is folded below its first lines; nothing is left out. */
const LONGEST_REASON = 6;

function reasonRow({ verdict, reason = "", gate }: CheckResult): string {
  const needed = verdict === "broken" || verdict === "skipped";
  const lines = printableLines(reason);
  const all = lines.length > 0 ? untrustedLines(reason) : needed ? "No reason was given." : "";
  const [first, rest] = [lines.slice(0, LONGEST_REASON), lines.slice(LONGEST_REASON)].map((part) => part.join("\n"));
  const text =
    lines.length <= LONGEST_REASON
      ? all
      : `${untrustedLines(first ?? "")}<details><summary>${counted(lines.length - LONGEST_REASON, "more line")}</summary>${untrustedLines(rest ?? "")}</details>`;
  const words = [text, gate === undefined ? "" : GATES[gate]].filter(Boolean).join(" ");
  return words === "" ? "" : `<tr class="reason ${verdict}"><td colspan="7">${words}</td></tr>`;
}
