import type { Finding } from "../model/finding.ts";
import type { CheckResult } from "../model/run.ts";
import { blamed } from "./blame.ts";
import { reasonOf } from "./checkMessage.ts";
import { byPlace } from "./findingLines.ts";
import { withoutLines } from "./fingerprints.ts";
import { printable, printableLines } from "./printable.ts";
import { safeUrl } from "./safeUrl.ts";

export type Outcome = "passed" | "failure" | "error" | "skipped";

/** A test of JUnit's report. Its name says what was found where, without numbers of lines. */
export interface JunitCase {
  readonly name: string;
  readonly outcome: Outcome;
  /** Kind of failure, such as a severity. */
  readonly type: string;
  readonly message: string;
  /** Printable lines in full; empty when there is nothing to say. */
  readonly text: string;
  readonly durationMs?: number;
}

/** In characters: of a name and of a one-line message; the body has them in full. */
const LONGEST = 300;

/**
 * A test per finding, after one of the check itself where it passed or its findings do not tell its verdict. In a broken
 * check no finding but an opinion passes: readers would take what failed the last time for fixed.
 */
export function junitCases(result: CheckResult): readonly JunitCase[] {
  const blame = blamed(result);
  const own = blame.size > 0 ? [] : [caseOfCheck(result)];
  const fails = (finding: Finding) => blame.has(finding) || (result.verdict === "broken" && !finding.opinion);
  return [...own, ...byPlace([result]).map((finding) => caseOf(finding, fails(finding)))];
}

const OUTCOMES = { passed: "passed", failed: "failure", broken: "error", skipped: "skipped" } as const;

function caseOfCheck(result: CheckResult): JunitCase {
  const { verdict, title, durationMs } = result;
  const text = verdict === "passed" ? "" : reasonOf(result);
  const name = short(printable(title));
  const [message = ""] = text.split("\n", 1);
  return {
    name,
    outcome: OUTCOMES[verdict],
    type: verdict,
    message: short(message),
    text,
    durationMs,
  };
}

function caseOf(finding: Finding, fails: boolean): JunitCase {
  const { check, rule, severity, path, line, column, message, url } = finding;
  const place = `${printable(path)}:${line}:${column}`;
  const address = safeUrl(url);
  const told = printableLines(message);
  const text = [
    `${place} ${severity} ${printable(rule)} (${printable(check)})`,
    ...told,
    ...(address ? [address] : []),
  ];
  const [what = ""] = printableLines(withoutLines(message));
  const named = `${printable(path)}: ${printable(rule)} (${printable(check)}): ${what}`;
  return {
    name: short(named),
    outcome: fails ? "failure" : "passed",
    type: severity,
    message: short(told[0] ?? ""),
    text: text.join("\n"),
  };
}

function short(text: string): string {
  const characters = [...text.slice(0, 2 * LONGEST + 2)];
  return characters.length <= LONGEST ? text : `${characters.slice(0, LONGEST).join("")}…`;
}
