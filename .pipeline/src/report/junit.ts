import type { CheckResult, Run } from "../model/run.ts";
import { checkMessage } from "./checkMessage.ts";
import { type JunitCase, junitCases, type Outcome } from "./junitCases.ts";
import { printable, printableLines } from "./printable.ts";
import { xmlElement, xmlText } from "./xmlElement.ts";

/**
 * JUnit's report as Jenkins' schema junit-10 has it, which knows no `file` and `line` of a test: a suite per check, a
 * test per finding, and a test of the check itself where it passed or its findings do not tell its verdict. Names hold
 * no line numbers, so that readers know a test again after code moved, and are unique: GitLab drops repeats.
 */
export function renderJunit(run: Run): string {
  const names = new Map<string, number>();
  const suites = run.results.map((result, at) => {
    const cases = junitCases(result).map((one) => ({ ...one, name: unique(one.name, names) }));
    return { result, cases, notices: at === 0 ? [...run.notices, ...result.notices] : result.notices };
  });
  const count = counter(suites.flatMap(({ cases }) => cases));
  const root = xmlElement(
    "testsuites",
    {
      name: "Drydock",
      tests: count(),
      failures: count("failure"),
      errors: count("error"),
      time: seconds(run.durationMs),
    },
    ["\n", ...suites.map(({ result, cases, notices }) => `  ${suite(result, cases, notices)}\n`)],
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

function suite(result: CheckResult, cases: readonly JunitCase[], notices: readonly string[]): string {
  const count = counter(cases);
  // The reason stands with the test of the check where there is one that is not passed.
  const reason = checkMessage(result) === undefined && result.reason !== undefined ? [result.reason] : [];
  const said = [...reason, ...notices].flatMap(printableLines).join("\n");
  const lines = [...cases.map((one) => testcase(one, result)), ...(said === "" ? [] : [output(said)])];
  return xmlElement(
    "testsuite",
    {
      name: printable(result.title),
      tests: count(),
      failures: count("failure"),
      errors: count("error"),
      skipped: count("skipped"),
      time: seconds(result.durationMs),
    },
    ["\n", ...lines.map((line) => `    ${line}\n`), "  "],
  );
}

function testcase({ name, outcome, type, message, text, durationMs }: JunitCase, { check }: CheckResult): string {
  const body = [xmlText(text)];
  const told =
    outcome === "passed" ? (text === "" ? [] : [output(text)]) : [xmlElement(outcome, { type, message }, body)];
  return xmlElement(
    "testcase",
    {
      classname: `drydock.${printable(check)}`,
      name,
      time: durationMs === undefined ? undefined : seconds(durationMs),
    },
    told,
  );
}

/** What a reader of the report takes for a command to attach a file stays text. */
function output(text: string): string {
  return xmlElement("system-out", {}, [xmlText(text.replaceAll("[[ATTACHMENT|", "[[ATTACHMENT |"))]);
}

/** The name, with a number when an earlier one is the same. */
function unique(name: string, taken: Map<string, number>): string {
  const before = taken.get(name);
  taken.set(name, before ?? 1);
  if (before === undefined) return name;
  let number = before;
  do number += 1;
  while (taken.has(`${name} (${number})`));
  taken.set(name, number);
  taken.set(`${name} (${number})`, 1);
  return `${name} (${number})`;
}

function counter(cases: readonly JunitCase[]): (outcome?: Outcome) => number {
  return (outcome) => (outcome === undefined ? cases : cases.filter((one) => one.outcome === outcome)).length;
}

function seconds(milliseconds: number): string {
  return (Math.max(0, milliseconds) / 1000).toFixed(3);
}
