import { causeOf, DrydockError } from "../errors.ts";
import { identityOf, withoutLines } from "../identity.ts";
import type { Finding } from "../model.ts";
import { compareFindings } from "../order.ts";
import type { Earlier, EarlierFinding } from "./compare.ts";

/** In the config folder. */
export const BASELINE_FILE = "baseline.json";

/** One line of the file: findings that say the same of equal lines. */
interface Entry {
  readonly check: string;
  readonly rule: string;
  readonly message: string;
  /** Hash of the line's text; left out if the line is not known. */
  readonly line?: string;
  /** Left out if it is 1. */
  readonly count?: number;
}

const RENEW = 'Write it anew with "drydock baseline", or remove it.';
const HASH = /^[0-9a-f]{12}$/;
const MOST = 1_000_000;

/** The findings of a baseline file. Throws `misuse` for one that cannot be used: to ignore it would change verdicts. */
export function parseBaseline(text: string, file: string): readonly EarlierFinding[] {
  const wrong = (what: string, error?: unknown) =>
    new DrydockError("misuse", `The baseline ${file} cannot be used: ${what}.`, RENEW, error);
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    const conflict = /^<{7} /m.test(text)
      ? "it has conflict markers of a merge"
      : `it is not valid JSON: ${causeOf(error)}`;
    throw wrong(conflict, error);
  }
  if (!isRecord(value) || !("version" in value)) throw wrong("it was not written by Drydock");
  if (value.version !== 1)
    throw wrong(`it has version ${JSON.stringify(value.version)}, and this Drydock reads version 1`);
  if (!isRecord(value.findings)) throw wrong('"findings" must be an object with paths as keys');
  return Object.entries(value.findings).flatMap(([path, entries]) => {
    if (!Array.isArray(entries)) throw wrong(`the findings of ${JSON.stringify(path)} must be a list`);
    return entries.flatMap((entry: unknown) => {
      if (!isEntry(entry))
        throw wrong(`a finding of ${JSON.stringify(path)} is not valid: ${JSON.stringify(entry).slice(0, 100)}`);
      return Array.from({ length: entry.count ?? 1 }, () => findingOf(path, entry));
    });
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEntry(value: unknown): value is Entry {
  if (!isRecord(value)) return false;
  const { check, rule, message, line, count = 1, ...rest } = value;
  const texts = [check, rule, message].every((text) => typeof text === "string");
  const isCount = typeof count === "number" && Number.isInteger(count) && count > 0 && count <= MOST;
  const isHash = line === undefined || (typeof line === "string" && HASH.test(line));
  return texts && isCount && isHash && Object.keys(rest).length === 0;
}

/** A finding as far as the file knows it: the line's number is not in it, so that moved code changes nothing. */
function findingOf(path: string, { check, rule, message, line = "" }: Entry): EarlierFinding {
  return { finding: { check, rule, severity: "warning", path, line: 1, column: 1, message }, line };
}

/** The text of a baseline file: a line for each entry, sorted, so that a change of one finding is a diff of one line. */
export function baselineText(findings: readonly EarlierFinding[]): string {
  const paths = new Map<string, Map<string, Entry>>();
  const sorted = [...findings].sort((a, b) => compareFindings(placeless(a), placeless(b)) || byText(rank(a), rank(b)));
  for (const one of sorted) {
    const { check, rule, path } = one.finding;
    const entries = paths.get(path) ?? new Map<string, Entry>();
    paths.set(path, entries);
    const key = `${identityOf(one.finding)} ${rank(one)}`;
    const count = (entries.get(key)?.count ?? (entries.has(key) ? 1 : 0)) + 1;
    const line = one.line ? { line: one.line } : {};
    entries.set(key, {
      check,
      rule,
      message: withoutLines(one.finding.message),
      ...line,
      ...(count > 1 ? { count } : {}),
    });
  }
  const blocks = [...paths].map(([path, entries]) => {
    const lines = [...entries.values()].map((entry) => `      ${JSON.stringify(entry)}`);
    return `    ${JSON.stringify(path)}: [\n${lines.join(",\n")}\n    ]`;
  });
  const body = blocks.length === 0 ? "{}" : `{\n${blocks.join(",\n")}\n  }`;
  return `{\n  "version": 1,\n  "findings": ${body}\n}\n`;
}

function placeless({ finding }: EarlierFinding): Finding {
  return { ...finding, line: 1, column: 1, message: withoutLines(finding.message) };
}

function rank({ line = "" }: EarlierFinding): string {
  return line;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The baseline as something to compare with. It knows nothing but lines: a finding in a changed line is new. */
export function baselineEarlier(
  findings: readonly EarlierFinding[],
  name: string,
  checks: readonly string[],
  isThere: (path: string) => boolean,
): Earlier {
  const of = new Map<string, EarlierFinding[]>(checks.map((check) => [check, []]));
  for (const one of findings) of.get(one.finding.check)?.push(one);
  return {
    comparison: { with: "baseline", name },
    findings: of,
    byCount: false,
    oldPaths: async (check, now) => renamedByFindings(of.get(check) ?? [], now, isThere),
  };
}

/**
 * Renamed files, as far as a baseline can know them: a path that is gone, and one of which it knows nothing, where at least
 * half of the old one's findings are found.
 */
function renamedByFindings(
  before: readonly EarlierFinding[],
  now: readonly Finding[],
  isThere: (path: string) => boolean,
): ReadonlyMap<string, string> {
  const said = ({ check, rule, message }: Finding) => identityOf({ check, rule, path: "", message });
  const byPath = <One>(all: readonly One[], findingIn: (one: One) => Finding) => {
    const counts = new Map<string, Map<string, number>>();
    for (const finding of all.map(findingIn)) {
      const own = counts.get(finding.path) ?? new Map<string, number>();
      counts.set(finding.path, own.set(said(finding), (own.get(said(finding)) ?? 0) + 1));
    }
    return counts;
  };
  const known = byPath(before, ({ finding }) => finding);
  const gone = [...known].filter(([path]) => !isThere(path));
  const found = gone.length === 0 ? [] : [...byPath(now, (one) => one)].filter(([path]) => !known.has(path));
  const renamed = new Map<string, string>();
  for (const [old, was] of gone) {
    const size = sum(was.values());
    const shared = (is: ReadonlyMap<string, number>) =>
      sum([...was].map(([what, count]) => Math.min(count, is.get(what) ?? 0)));
    const [best] = found
      .filter(([path]) => !renamed.has(path))
      .map(([path, is]) => ({ path, common: shared(is) }))
      .sort((a, b) => b.common - a.common);
    if (best !== undefined && best.common * 2 >= size) renamed.set(best.path, old);
  }
  return renamed;
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, one) => total + one, 0);
}
