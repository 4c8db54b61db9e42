import type { Severity } from "../../model/finding.ts";
import type { CheckResult, Run } from "../../model/run.ts";
import { timePhrase } from "../phrases.ts";
import { icon, untrusted, untrustedLines } from "./markup.ts";
import { SEVERITIES } from "./pageData.ts";

const COLUMNS = { error: "Errors", warning: "Warnings", info: "Info" } as const satisfies Record<Severity, string>;

const UNKNOWN = '<td class="number quiet"><span aria-hidden="true">–</span><span class="spoken">unknown</span></td>';

const GATES = {
  error: "fails on errors",
  warning: "fails on errors and warnings",
  info: "fails on any finding",
  never: "only prints",
} as const satisfies Record<NonNullable<CheckResult["gate"]>, string>;

/** Verdict, counts and time of each check; why it is broken, skipped or failed stands in full under it. */
export function checksTable({ results }: Run): string {
  if (results.length === 0) return "";
  return `<section aria-labelledby="checks-title">
<h2 id="checks-title">Checks</h2>
<table class="checks">
<thead><tr><th scope="col">Check</th><th scope="col">Verdict</th>${SEVERITIES.map(column).join("")}<th scope="col" class="number">Files</th><th scope="col" class="number">Time</th></tr></thead>
${results.map(body).join("\n")}
</table>
</section>`;
}

function column(severity: Severity): string {
  return `<th scope="col" class="number"><span class="severity ${severity}"><span class="word">${COLUMNS[severity]}</span></span></th>`;
}

function body(result: CheckResult): string {
  const { title, check, verdict, gate, reason, files } = result;
  const looked = files === undefined ? UNKNOWN : `<td class="number">${files}</td>`;
  const name = title.toLowerCase() === check.toLowerCase() ? "" : ` <span class="quiet">${untrusted(check)}</span>`;
  const rule = gate === undefined ? "" : ` <span class="gate">${GATES[gate]}</span>`;
  return `<tbody><tr><th scope="row">${untrusted(title)}${name}${rule}</th><td><span class="verdict ${verdict}">${icon(verdict)} ${verdict}</span></td>${SEVERITIES.map((severity) => count(result, severity)).join("")}${looked}<td class="number">${timePhrase(result)}</td></tr>${why(verdict, reason)}</tbody>`;
}

function count({ verdict, findings }: CheckResult, severity: Severity): string {
  // None found by a check that has no verdict is not the same as none.
  if (findings.length === 0 && (verdict === "broken" || verdict === "skipped")) {
    return UNKNOWN;
  }
  const number = findings.filter((finding) => finding.severity === severity).length;
  return `<td class="number${number === 0 ? " quiet" : ""}">${number}</td>`;
}

function why(verdict: CheckResult["verdict"], reason = ""): string {
  const needed = verdict === "broken" || verdict === "skipped";
  const text = untrustedLines(reason) || (needed ? "No reason was given." : "");
  return text === "" ? "" : `<tr class="reason ${verdict}"><td colspan="7">${text}</td></tr>`;
}
