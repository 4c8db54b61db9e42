import type { CheckResult } from "../model/run.ts";
import { blamed } from "./blame.ts";
import { printable, printableLines } from "./printable.ts";

/**
 * What must be said of the check itself since no finding says it: that it is broken or skipped, or failed by something
 * else than its findings, and why. Printable, of one or more lines; undefined where the findings tell all.
 */
export function checkMessage(result: CheckResult): string | undefined {
  const { verdict, title } = result;
  if (verdict === "passed" || blamed(result).size > 0) return undefined;
  const words = verdict === "failed" ? "failed" : `is ${verdict}`;
  return `${printable(title)} ${words}: ${reasonOf(result)}`;
}

/** Why the check has its verdict, in printable lines. */
export function reasonOf({ reason = "", verdict }: CheckResult): string {
  const given = printableLines(reason).join("\n");
  if (given !== "") return given;
  return verdict === "failed" ? "By the tool's own verdict." : "No reason was given.";
}
