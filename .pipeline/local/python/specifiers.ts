/** The newest minor version of Python 3 that is considered. */
const NEWEST_MINOR = 20;
const OLDEST_MINOR = 8;
/** A specifier is about exact versions; a minor version fits if one of its patch releases does. */
const PATCHES = Array.from({ length: 60 }, (_, patch) => patch);
const CLAUSE = /^(===?|~=|!=|<=?|>=?)\s*v?(\d+(?:\.\d+)*)(\.\*)?(?:\.?(?:a|b|rc|dev|post)\d*)?$/;

/**
 * Whether a specifier such as `>=3.9,<3.14` allows Python `3.x`; undefined if it cannot be parsed. Also understands
 * Poetry's `^3.9` and `~3.9`. No library: the one for Node (@renovatebot/pep440) needs Node 22.
 */
export function lets(specifier: string, python: string): boolean | undefined {
  const clauses = specifier
    .split(",")
    .map((clause) => clause.trim())
    .filter((clause) => clause !== "" && clause !== "*");
  const tests = clauses.map(clauseTest);
  if (tests.includes(undefined)) return undefined;
  const minor = python.split(".").map(Number);
  return PATCHES.some((patch) => tests.every((test) => test?.([...minor, patch])));
}

/** The Python to check for: the wanted one if the specifier allows it, otherwise the newest below, otherwise the oldest above. */
export function pythonFor(specifier: string, wanted: string): string | undefined {
  const minors = Array.from({ length: NEWEST_MINOR - OLDEST_MINOR + 1 }, (_, index) => index + OLDEST_MINOR);
  const fitting = minors.filter((minor) => lets(specifier, `3.${minor}`));
  const at = Number(wanted.split(".")[1]);
  const minor = fitting.filter((one) => one <= at).at(-1) ?? fitting[0];
  return minor === undefined ? undefined : `3.${minor}`;
}

type Test = (version: readonly number[]) => boolean;

function clauseTest(clause: string): Test | undefined {
  const poetry = /^([~^])\s*(\d+(?:\.\d+)*)$/.exec(clause);
  const [, sign = "", text = "", star] = poetry ?? CLAUSE.exec(/^\d/.test(clause) ? `==${clause}` : clause) ?? [];
  if (text === "") return undefined;
  const parts = text.split(".").map(Number);
  const starts: (length: number) => Test = (length) => (version) =>
    compare(version.slice(0, length), parts.slice(0, length)) === 0;
  const reaches: Test = (version) => compare(version, parts) >= 0;
  if (sign === "^") return (version) => reaches(version) && starts(1)(version);
  if (sign === "~") return (version) => reaches(version) && starts(Math.min(2, parts.length))(version);
  if (sign === "~=") return (version) => reaches(version) && starts(parts.length - 1)(version);
  const same: Test = star === undefined ? (version) => compare(version, parts) === 0 : starts(parts.length);
  if (sign === "!=") return (version) => !same(version);
  if (sign === ">=") return reaches;
  if (sign === "<") return (version) => !reaches(version);
  if (sign === ">") return (version) => compare(version, parts) > 0;
  if (sign === "<=") return (version) => compare(version, parts) <= 0;
  return same;
}

/** What is left out counts as zero, as in PEP 440. */
function compare(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
