import type { CheckResult, Run } from "../model/run.ts";
import { counted, timePhrase } from "./phrases.ts";
import { printable } from "./printable.ts";
import { PLAIN, type TextStyle, VERDICT_PAINT } from "./style.ts";

/** One line for all: `lint passed (12 files) 9.8 s · format failed (2 in 12 files) · typecheck broken · ruff passed (cached)`. */
export function verdictLine(run: Run, style: TextStyle = PLAIN): string {
  if (run.results.length === 0) return style.yellow("no check ran");
  return run.results.map((result) => word(result, style)).join(style.dim(" · "));
}

function word(result: CheckResult, style: TextStyle): string {
  const { check, verdict, findings, files, cached } = result;
  const found = findings.length > 0 ? String(findings.length) : "";
  const looked = files === undefined ? "" : counted(files, "file");
  const asides = [[found, looked].filter(Boolean).join(" in "), cached ? "cached" : ""].filter(Boolean);
  const aside = asides.length === 0 ? "" : ` (${asides.join(", ")})`;
  const time = verdict === "passed" && !cached ? style.dim(` ${timePhrase(result)}`) : "";
  return `${printable(check)} ${style[VERDICT_PAINT[verdict]](verdict)}${aside}${time}`;
}
