import type { CheckResult, Run } from "../model.ts";
import { allFindings, checkMessage } from "./findings.ts";
import { type JunitCase, junitCases, type Outcome } from "./junitCases.ts";
import { printable, printableLines } from "./safeText.ts";

/**
 * A JUnit report by Jenkins' schema junit-10, which has no `file` and `line` for tests: a suite per check, a test per
 * finding, the tests of a test tool themselves, and a test for the check where none of these explains its verdict. Names
 * contain no line numbers, so that readers recognise a test after code has moved, and are unique: GitLab drops repeats.
 */
export function renderJunit(run: Run): string {
  // Tests of a tool have their class before their names; all others have the check in them.
  const taken = new Map<string, Map<string, number>>();
  const namesOf = (classname = "") => {
    const names = taken.get(classname) ?? new Map<string, number>();
    taken.set(classname, names);
    return names;
  };
  const all = allFindings(run.results);
  const suites = run.results.map((result, at) => {
    const own = all.filter((one) => one.result === result);
    // Trimmed, since some XML readers trim attributes: names that differ only in spaces would be the same to them.
    const cases = junitCases(result, own).map((one) => {
      return { ...one, name: uniqueName(one.name.trim(), namesOf(one.classname)) };
    });
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
    ["\n", ...suites.map(({ result, cases, notices }) => `  ${suiteElement(result, cases, notices)}\n`)],
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

function suiteElement(result: CheckResult, cases: readonly JunitCase[], notices: readonly string[]): string {
  const count = counter(cases);
  // If the check has a test that did not pass, the reason is already there.
  const reason = checkMessage(result) === undefined && result.reason !== undefined ? [result.reason] : [];
  const systemOutText = [...reason, ...notices].flatMap(printableLines).join("\n");
  const lines = [
    ...cases.map((one) => testCaseElement(one, result)),
    ...(systemOutText === "" ? [] : [systemOut(systemOutText)]),
  ];
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

function testCaseElement(
  { classname, name, outcome, type, message, text, durationMs }: JunitCase,
  { check }: CheckResult,
): string {
  const body = [xmlText(text)];
  const content =
    outcome === "passed" ? (text === "" ? [] : [systemOut(text)]) : [xmlElement(outcome, { type, message }, body)];
  return xmlElement(
    "testcase",
    {
      classname: classname ?? `drydock.${printable(check)}`,
      name,
      time: durationMs === undefined ? undefined : seconds(durationMs),
    },
    content,
  );
}

/** Keeps readers from taking text for a command to attach a file. */
function systemOut(text: string): string {
  return xmlElement("system-out", {}, [xmlText(text.replaceAll("[[ATTACHMENT|", "[[ATTACHMENT |"))]);
}

/** The name, with a number appended if it is taken. */
function uniqueName(name: string, taken: Map<string, number>): string {
  const lastNumber = taken.get(name);
  taken.set(name, lastNumber ?? 1);
  if (lastNumber === undefined) return name;
  let number = lastNumber;
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

/**
 * An element of XML 1.0. Attributes are printable text or numbers; undefined ones are left out. `content` is elements
 * or the result of `xmlText`; without it the element is empty.
 */
export function xmlElement(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  content: readonly string[] = [],
): string {
  const given = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${xmlText(String(value))}"`],
  );
  const start = `<${name}${given.join("")}`;
  return content.length === 0 ? `${start}/>` : `${start}>${content.join("")}</${name}>`;
}

/** Escapes printable text for use between tags or in a quoted attribute. */
export function xmlText(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
