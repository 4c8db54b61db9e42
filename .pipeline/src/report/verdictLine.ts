import type { CheckResult, Run } from "../model/run.ts";
import { timePhrase } from "./phrases.ts";
import { printable } from "./printable.ts";
import { PLAIN, type TextStyle, VERDICT_PAINT } from "./style.ts";

/** One line for all: `lint passed 9.8 s · format failed (2) · typecheck broken · ruff passed (cached)`. */
export function verdictLine(run: Run, style: TextStyle = PLAIN): string {
  if (run.results.length === 0) return style.yellow("no check ran");
  return run.results.map((result) => word(result, style)).join(style.dim(" · "));
}

function word(result: CheckResult, style: TextStyle): string {
  const { check, verdict, findings, cached } = result;
  const asides = [findings.length > 0 ? String(findings.length) : "", cached ? "cached" : ""].filter(Boolean);
  const aside = asides.length === 0 ? "" : ` (${asides.join(", ")})`;
  const time = verdict === "passed" && !cached ? style.dim(` ${timePhrase(result)}`) : "";
  return `${printable(check)} ${style[VERDICT_PAINT[verdict]](verdict)}${aside}${time}`;
}
