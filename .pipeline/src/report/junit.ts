import type { CheckResult, Run } from "../model.ts";
import { allFindings, checkMessage, type Found, reasonOf } from "./findings.ts";
import { withoutLines } from "./fingerprints.ts";
import { printable, printableLines, safeUrl } from "./safeText.ts";

/**
 * JUnit's report as Jenkins' schema junit-10 has it, which knows no `file` and `line` of a test: a suite per check, a
 * test per finding, and a test of the check itself where it passed or its findings do not tell its verdict. Names hold
 * no line numbers, so that readers know a test again after code moved, and are unique: GitLab drops repeats.
 */
export function renderJunit(run: Run): string {
  const names = new Map<string, number>();
  const all = allFindings(run.results);
  const suites = run.results.map((result, at) => {
    const own = all.filter((one) => one.result === result);
    // Trimmed, as some readers of XML do with attributes: what differs by that alone would be one name to them.
    const cases = junitCases(result, own).map((one) => ({ ...one, name: unique(one.name.trim(), names) }));
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

type Outcome = "passed" | "failure" | "error" | "skipped";

/** A test of JUnit's report. Its name says what was found where, without numbers of lines. */
interface JunitCase {
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
function junitCases(result: CheckResult, found: readonly Found[]): readonly JunitCase[] {
  const own = found.some(({ blamed }) => blamed) ? [] : [caseOfCheck(result)];
  return [...own, ...found.map(caseOf)];
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

function caseOf({ finding, result, blamed }: Found): JunitCase {
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
    outcome: blamed || (result.verdict === "broken" && !finding.opinion) ? "failure" : "passed",
    type: severity,
    message: short(told[0] ?? ""),
    text: text.join("\n"),
  };
}

function short(text: string): string {
  const characters = [...text.slice(0, 2 * LONGEST + 2)];
  return characters.length <= LONGEST ? text : `${characters.slice(0, LONGEST).join("")}…`;
}

/**
 * An element of XML 1.0. Attributes are printable text or numbers, those undefined are left out; `content` is elements
 * or the result of `xmlText`. Without content it is an empty element.
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

/** Printable text, between tags or in a quoted attribute. */
export function xmlText(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
