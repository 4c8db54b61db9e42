import { DrydockError } from "./errors.ts";
import { jsonFault } from "./jsonFault.ts";
import type { Gate, Settings } from "./model/settings.ts";

/** What holds where there is no drydock.json, and for each key that it leaves out. */
export const DEFAULT_SETTINGS: Settings = {
  python: "3.13",
  checks: [],
  formatter: "black",
  gates: {},
  timeout: {},
  ignore: [],
};

/** Why a value cannot be used; undefined when it can. The key says which part of the value is meant. */
type Rule = (value: unknown, key: string, knownChecks: readonly string[]) => readonly string[];

const GATES: readonly Gate[] = ["error", "warning", "info", "never"];
const DAY = 86_400;
const PYTHON = /^3\.(?:[89]|[1-9]\d+)$/;
const OUTSIDE = /^(?:[/\\~]|[A-Za-z]:)|(?:^|\/)\.\.(?:\/|$)/;

const RULES: Readonly<Record<keyof Settings | "$schema", Rule>> = {
  $schema: that(isText, "must be a text"),
  python: that(
    (value) => isText(value) && PYTHON.test(value),
    'must be a Python version 3.8 or newer, as major.minor in quotes ("3.13")',
  ),
  checks: (value, key, known) => [
    ...each(
      value,
      key,
      that((name) => known.includes(name as string), `must be one of ${known.join(", ")}`),
      known,
    ),
    ...(Array.isArray(value) && new Set(value).size < value.length ? [`${key} names a check twice`] : []),
  ],
  formatter: that((value) => value === "black" || value === "ruff", 'must be "black" or "ruff"'),
  requirements: that(
    (value) => isText(value) && value !== "" && !OUTSIDE.test(value),
    "must be the path of a file, relative to the repository and inside it",
  ),
  gates: perCheck(that((value) => GATES.includes(value as Gate), `must be one of ${GATES.join(", ")}`)),
  timeout: perCheck(
    that(
      (value) => typeof value === "number" && value > 0 && value <= DAY,
      `must be a number of seconds above 0 and at most ${DAY} (a day)`,
    ),
  ),
  ignore: (value, key, known) =>
    each(
      value,
      key,
      that(
        (pattern) => isText(pattern) && pattern !== "" && !pattern.startsWith("!"),
        "must be a glob pattern; one that starts with ! would take files back in, which is not supported",
      ),
      known,
    ),
};

/** The settings that the text of a drydock.json stands for; `file` is what to call it in an error. */
export function parseSettings(text: string, file: string, knownChecks: readonly string[]): Settings {
  const given = objectIn(text.replace(/^\uFEFF/, ""), file);
  const faults = settingsFaults(given, knownChecks);
  if (faults.length === 0) {
    const { $schema: _, ...settings } = given as Partial<Settings> & { $schema?: string };
    return { ...DEFAULT_SETTINGS, ...settings };
  }
  const hint = `Settings are ${Object.keys(RULES).join(", ")}; checks are ${knownChecks.join(", ")}.`;
  throw new DrydockError("misuse", [`The settings in ${file} cannot be used:`, ...faults].join("\n  "), hint);
}

/** A sentence for each key that is no setting and each value that can't be one. */
export function settingsFaults(given: object, knownChecks: readonly string[]): readonly string[] {
  return Object.entries(given).flatMap(([key, value]) =>
    Object.hasOwn(RULES, key)
      ? RULES[key as keyof typeof RULES](value, key, knownChecks)
      : [`${JSON.stringify(key)} is no setting`],
  );
}

function objectIn(text: string, file: string): object {
  const fault = jsonFault(text);
  if (fault !== undefined) {
    const where = `line ${fault.line}, column ${fault.column}`;
    const hint = "JSON has no comments, no comma after the last item, and double quotes only.";
    throw new DrydockError("misuse", `The settings in ${file} cannot be read: at ${where} they are not JSON.`, hint);
  }
  const value: unknown = JSON.parse(text);
  if (isObject(value)) return value;
  throw new DrydockError(
    "misuse",
    `The settings in ${file} cannot be used: they must be an object, but are ${shown(value)}.`,
  );
}

function that(holds: (value: unknown) => boolean, demand: string): Rule {
  return (value, key) => (holds(value) ? [] : [`${key} ${demand}, but is ${shown(value)}`]);
}

function each(value: unknown, key: string, rule: Rule, knownChecks: readonly string[]): readonly string[] {
  if (!Array.isArray(value)) return [`${key} must be a list, but is ${shown(value)}`];
  return value.flatMap((item, index) => rule(item, `${key}[${index}]`, knownChecks));
}

function perCheck(rule: Rule): Rule {
  return (value, key, known) => {
    if (!isObject(value)) return [`${key} must be an object with the names of checks as keys, but is ${shown(value)}`];
    return Object.entries(value).flatMap(([name, item]) =>
      known.includes(name)
        ? rule(item, `${key}.${name}`, known)
        : [`${key} has ${JSON.stringify(name)}, which is no check`],
    );
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
