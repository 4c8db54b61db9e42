import { withoutLines } from "../identity.ts";
import type { CheckResult, TestCase, Verdict } from "../model.ts";
import { type CheckFinding, reasonOf } from "./findings.ts";
import { printable, printableLines, safeUrl } from "./safeText.ts";

export type Outcome = "passed" | "failure" | "error" | "skipped";

/** A test of the report. Its name says what was found where, without line numbers. */
export interface JunitCase {
  /** Left out for what Drydock found: then it is made from the check. */
  readonly classname?: string;
  readonly name: string;
  readonly outcome: Outcome;
  /** The kind of failure, such as a severity. */
  readonly type: string;
  readonly message: string;
  /** Printable lines in full; empty when there is nothing to say. */
  readonly text: string;
  readonly durationMs?: number;
}

/** In characters, for names and one-line messages; the body has the full text. */
const MAX_LENGTH = 300;

/**
 * The tests that a tool ran, then a test per finding that none of them tells; before them one for the check itself where
 * nothing else explains its verdict. In a broken check only opinions pass: otherwise readers would take earlier failures
 * for fixed.
 */
export function junitCases(result: CheckResult, found: readonly CheckFinding[]): readonly JunitCase[] {
  const { tests = [], verdict } = result;
  const takeFor = tests.length === 0 ? () => [] : takingOf(found);
  const told = new Set<CheckFinding>();
  const cases = tests.map((test) => {
    const own = test.outcome === "failed" || test.outcome === "error" ? takeFor(test) : [];
    for (const one of own) told.add(one);
    return testCase(test, own, verdict);
  });
  const explained = found.some(({ failsCheck }) => failsCheck) || (verdict === "passed" && tests.length > 0);
  const rest = found.filter((one) => !told.has(one)).map(findingCase);
  return [...(explained ? [] : [checkCase(result)]), ...cases, ...rest];
}

/** Hands out the finding of each line of a test's message, each once; of several that say the same first one in its file. */
function takingOf(found: readonly CheckFinding[]): (test: TestCase) => readonly CheckFinding[] {
  const left = new Map<string, Set<CheckFinding>>();
  const keysOf = (message: string, path: string) => [JSON.stringify([message, path]), JSON.stringify([message])];
  for (const one of found)
    for (const key of keysOf(one.finding.message, one.finding.path))
      left.set(key, (left.get(key) ?? new Set()).add(one));
  return ({ message = "", file }) =>
    message.split("\n").flatMap((line) => {
      const [taken] = keysOf(line, file).flatMap((key) => firstOf(left.get(key)));
      if (taken === undefined) return [];
      for (const key of keysOf(line, taken.finding.path)) left.get(key)?.delete(taken);
      return [taken];
    });
}

function firstOf(findings: ReadonlySet<CheckFinding> = new Set()): readonly CheckFinding[] {
  for (const one of findings) return [one];
  return [];
}

/** A test that failed is skipped where that does not fail the check, as when it failed before. */
function testCase(test: TestCase, own: readonly CheckFinding[], verdict: Verdict): JunitCase {
  const { outcome, message = "" } = test;
  const lines = printableLines(message);
  const counts = own.some(({ failsCheck }) => failsCheck) || verdict === "broken" || own.length === 0;
  const excused = outcome === "failed" || outcome === "error" ? !counts : false;
  const existing = own.some(({ finding }) => finding.state === "existing");
  const excuse = existing ? "Failed before too" : "Failed, which does not fail the check";
  return {
    classname: classOf(test),
    name: shortened(printable(test.name)),
    outcome: excused ? "skipped" : outcome === "failed" ? "failure" : outcome,
    type: own[0]?.finding.rule === undefined ? outcome : printable(own[0].finding.rule),
    message: shortened(excused ? `${excuse}: ${lines[0] ?? ""}` : (lines[0] ?? "")),
    text: own.length > 0 ? own.map(findingText).join("\n") : lines.join("\n"),
    durationMs: 1000 * test.seconds,
  };
}

/** As pytest itself names it: `tests.test_words.TestOld`. */
function classOf({ file, class: name }: TestCase): string {
  const module = file.replace(/\.py$/, "").replaceAll("/", ".");
  return shortened(printable([module, ...(name === undefined ? [] : name.split("::"))].join(".")));
}

const OUTCOMES = { passed: "passed", failed: "failure", broken: "error", skipped: "skipped" } as const;

function checkCase(result: CheckResult): JunitCase {
  const { verdict, title, durationMs } = result;
  const text = verdict === "passed" ? "" : reasonOf(result);
  const name = shortened(printable(title));
  const [message = ""] = text.split("\n", 1);
  return {
    name,
    outcome: OUTCOMES[verdict],
    type: verdict,
    message: shortened(message),
    text,
    durationMs,
  };
}

function findingCase(one: CheckFinding): JunitCase {
  const { finding, result, failsCheck } = one;
  const { check, rule, severity, path, message } = finding;
  const [firstLine = ""] = printableLines(withoutLines(message));
  const named = `${printable(path)}: ${printable(rule)} (${printable(check)}): ${firstLine}`;
  return {
    name: shortened(named),
    outcome: failsCheck || (result.verdict === "broken" && !finding.opinion) ? "failure" : "passed",
    type: severity,
    message: shortened(printableLines(message)[0] ?? ""),
    text: findingText(one),
  };
}

function findingText({ finding }: CheckFinding): string {
  const { check, rule, severity, path, line, column, message, url } = finding;
  const place = `${printable(path)}:${line}:${column}`;
  const address = safeUrl(url);
  const head = `${place} ${severity} ${printable(rule)} (${printable(check)})`;
  return [head, ...printableLines(message), ...(address ? [address] : [])].join("\n");
}

function shortened(text: string): string {
  const characters = [...text.slice(0, 2 * MAX_LENGTH + 2)];
  return characters.length <= MAX_LENGTH ? text : `${characters.slice(0, MAX_LENGTH).join("")}…`;
}
