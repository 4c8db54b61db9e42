import type { Finding } from "../model.ts";
import { WEIGHT } from "../order.ts";

/** Rules of different tools that find the same, by each name that a tool gives them. */
const CAUSES: readonly (readonly string[])[] = [
  // As Pylint calls them, then as Ruff and mypy do.
  ["syntax-error", "invalid-syntax", "syntax"],
  ["unused-import", "F401"],
  ["unused-variable", "F841"],
  ["undefined-variable", "undefined-name", "F821", "name-defined"],
  ["no-member", "no-name-in-module", "attr-defined"],
  ["import-error", "import-not-found"],
  ["no-value-for-parameter", "unexpected-keyword-arg", "too-many-function-args", "call-arg"],
  ["unused-argument", "unused-function-argument", "unused-method-argument", "unused-lambda-argument"],
  ["broad-exception-caught", "blind-except"],
  ["broad-exception-raised", "raise-vanilla-class"],
  ["raise-missing-from", "raise-without-from-inside-except"],
  ["dangerous-default-value", "mutable-argument-default"],
  ["redefined-builtin", "builtin-variable-shadowing", "builtin-argument-shadowing", "builtin-import-shadowing"],
  ["f-string-without-interpolation", "f-string-missing-placeholders"],
  ["missing-module-docstring", "undocumented-public-module", "undocumented-public-package"],
  ["missing-class-docstring", "undocumented-public-class", "undocumented-public-nested-class"],
  ["missing-function-docstring", "undocumented-public-function", "undocumented-public-method"],
  ["missing-final-newline", "missing-newline-at-end-of-file"],
  ["wildcard-import", "undefined-local-with-import-star"],
  ["wrong-import-position", "module-import-not-at-top-of-file"],
  ["import-outside-toplevel", "import-outside-top-level"],
  ["multiple-imports", "multiple-imports-on-one-line"],
  ["function-redefined", "redefined-while-unused", "no-redef"],
  ["singleton-comparison", "true-false-comparison", "none-comparison"],
  ["no-else-return", "superfluous-else-return"],
  ["no-else-raise", "superfluous-else-raise"],
  ["unnecessary-lambda-assignment", "lambda-assignment"],
  ["logging-fstring-interpolation", "logging-f-string"],
  ["protected-access", "private-member-access"],
  ["fixme", "line-contains-todo", "line-contains-fixme", "line-contains-hack", "line-contains-xxx"],
];

const CAUSE_OF = new Map(CAUSES.flatMap((names) => names.map((name) => [name, names[0] ?? name] as const)));

/** Findings of one cause in one place, the first of them the one to show: it can be mended, or weighs most. */
export type SameCause = readonly [Finding, ...Finding[]];

/**
 * The findings, those of several tools on one line and of one cause together. They keep the order in which their first
 * finding came. A group has at most one finding of each check: two of one check are two findings.
 */
export function groupsOfCause(findings: readonly Finding[]): readonly SameCause[] {
  const groups: [Finding, ...Finding[]][] = [];
  const places = new Map<string, [Finding, ...Finding[]][]>();
  for (const finding of findings) {
    const key = `${finding.line} ${causeOf(finding)} ${finding.path}`;
    const here = places.get(key) ?? [];
    places.set(key, here);
    const group = here.find((one) => one.every((other) => isSame(other, finding)));
    if (group !== undefined) group.push(finding);
    else {
      const added: [Finding, ...Finding[]] = [finding];
      groups.push(added);
      here.push(added);
    }
  }
  return groups.map(leaderFirst);
}

/** Ruff names its rules in their addresses, and those that come from Pylint as Pylint does. */
function causeOf({ rule, url }: Finding): string {
  const name = /^https:\/\/docs\.astral\.sh\/ruff\/rules\/([\w-]+)/.exec(url ?? "")?.[1] ?? rule;
  return CAUSE_OF.get(rule) ?? CAUSE_OF.get(name) ?? name;
}

/** Whether two findings of one cause on one line are about the same thing: where both quote names, they share one. */
function isSame(a: Finding, b: Finding): boolean {
  if (a.check === b.check || a.state !== b.state) return false;
  const [ofA, ofB] = [quoted(a.message), quoted(b.message)];
  if (ofA.length === 0 && ofB.length === 0) return true;
  return ofA.some((name) => hasWord(b.message, name)) || ofB.some((name) => hasWord(a.message, name));
}

function quoted(message: string): readonly string[] {
  return [...message.matchAll(/[`"']([\w.]+)[`"']/g)].map(([, name = ""]) => name);
}

function hasWord(message: string, name: string): boolean {
  return message.split(/[^\w.]+|\.(?!\w)/).includes(name);
}

function leaderFirst(group: SameCause): SameCause {
  if (group.length === 1) return group;
  const rank = ({ fix, severity }: Finding) => (fix === undefined ? 0 : 3) + WEIGHT[severity];
  return [...group].sort((a, b) => rank(b) - rank(a)) as unknown as SameCause;
}
