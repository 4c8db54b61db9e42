import { causeOf, DrydockError } from "../errors.ts";
import type { Gate, Settings } from "../model.ts";
import { didYouMean } from "../nearest.ts";

/** Used if there is no drydock.json, and for each key that it omits. */
export const DEFAULT_SETTINGS: Settings = {
  python: "3.13",
  checks: [],
  formatter: "black",
  gates: {},
  timeout: {},
  ignore: [],
  strictConfig: false,
  strictScore: false,
};

/** Why a value cannot be used; undefined if it can. `key` is the path of the value in the settings. */
type Rule = (value: unknown, key: string, knownChecks: readonly string[]) => readonly string[];

const GATES: readonly Gate[] = ["error", "warning", "info", "never"];
const DAY = 86_400;
const PATH = "must be the path of a file or folder, relative to the repository and inside it";
const PYTHON = /^3\.(?:[89]|[1-9]\d+)$/;
const OUTSIDE = /^(?:[/\\~]|[A-Za-z]:)|(?:^|\/)\.\.(?:\/|$)/;

const RULES: Readonly<Record<keyof Settings | "$schema", Rule>> = {
  $schema: rule(isText, "must be a string"),
  python: rule(
    (value) => isText(value) && PYTHON.test(value),
    'must be a Python version 3.8 or newer, as major.minor in quotes ("3.13")',
  ),
  checks: (value, key, known) => [
    ...checkItems(value, key, oneOf(known), known),
    ...(Array.isArray(value) && new Set(value).size < value.length ? [`${key} names a check twice`] : []),
  ],
  formatter: oneOf(["black", "ruff"]),
  source: (value, key, known) =>
    checkItems(
      value,
      key,
      rule((path) => isText(path) && path !== "" && !OUTSIDE.test(path), PATH),
      known,
    ),
  requirements: rule(
    (value) => isText(value) && value !== "" && !OUTSIDE.test(value),
    "must be the path of a file inside the repository, relative to its root",
  ),
  gates: perCheck(oneOf(GATES)),
  timeout: perCheck(
    rule(
      (value) => typeof value === "number" && value > 0 && value <= DAY,
      `must be a number of seconds above 0 and at most ${DAY} (a day)`,
    ),
  ),
  strictConfig: rule((value) => typeof value === "boolean", "must be true or false"),
  strictScore: rule((value) => typeof value === "boolean", "must be true or false"),
  ignore: (value, key, known) =>
    checkItems(
      value,
      key,
      rule(
        (pattern) => isText(pattern) && pattern !== "" && !pattern.startsWith("!"),
        'must be a glob pattern that does not start with "!"',
      ),
      known,
    ),
};

/** Parses the text of a drydock.json; `file` is its name in error messages. */
export function parseSettings(text: string, file: string, knownChecks: readonly string[]): Settings {
  const given = parseObject(text.replace(/^\uFEFF/, ""), file);
  const faults = settingsFaults(given, knownChecks);
  if (faults.length === 0) {
    const { $schema: _, ...settings } = given as Partial<Settings> & { $schema?: string };
    return { ...DEFAULT_SETTINGS, ...settings };
  }
  const hint = `Known settings: ${Object.keys(RULES).join(", ")}. Known checks: ${knownChecks.join(", ")}.`;
  throw new DrydockError("misuse", [`The settings in ${file} cannot be used:`, ...faults].join("\n  "), hint);
}

/** A sentence for each unknown key and each invalid value. */
function settingsFaults(given: object, knownChecks: readonly string[]): readonly string[] {
  return Object.entries(given).flatMap(([key, value]) =>
    Object.hasOwn(RULES, key)
      ? RULES[key as keyof typeof RULES](value, key, knownChecks)
      : [`Unknown setting ${JSON.stringify(key)}${didYouMean(key, Object.keys(RULES))}`],
  );
}

function parseObject(text: string, file: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const hint = "JSON allows no comments, no comma after the last item, and only double quotes.";
    const message = `The settings in ${file} are not valid JSON${positionOf(error, text)}: ${causeOf(error)}.`;
    throw new DrydockError("misuse", message, hint, error);
  }
  if (isObject(value)) return value;
  throw new DrydockError(
    "misuse",
    `The settings in ${file} cannot be used: expected an object, but got ${shown(value)}.`,
  );
}

/** Where a text stops being valid JSON, if the runtime says so. */
function positionOf(error: unknown, text: string): string {
  const at = /\bat position (\d+)/.exec(causeOf(error))?.[1];
  if (at === undefined) return "";
  const before = text.slice(0, Number(at)).split("\n");
  return ` (line ${before.length}, column ${(before.at(-1) ?? "").length + 1})`;
}

function rule(isValid: (value: unknown) => boolean, requirement: string): Rule {
  return (value, key) => (isValid(value) ? [] : [`${key} ${requirement}, but is ${shown(value)}`]);
}

/** One of these names; a misspelt one is told with the nearest. */
function oneOf(names: readonly string[]): Rule {
  return (value, key) => {
    if (isText(value) && names.includes(value)) return [];
    const near = isText(value) ? didYouMean(value, names) : "";
    return [`${key} must be one of ${names.join(", ")}, but is ${shown(value)}${near}`];
  };
}

function checkItems(value: unknown, key: string, rule: Rule, knownChecks: readonly string[]): readonly string[] {
  if (!Array.isArray(value)) return [`${key} must be a list, but is ${shown(value)}`];
  return value.flatMap((item, index) => rule(item, `${key}[${index}]`, knownChecks));
}

function perCheck(rule: Rule): Rule {
  return (value, key, known) => {
    if (!isObject(value)) return [`${key} must be an object with check names as keys, but is ${shown(value)}`];
    return Object.entries(value).flatMap(([name, item]) =>
      known.includes(name)
        ? rule(item, `${key}.${name}`, known)
        : [`Unknown check ${JSON.stringify(name)} in ${key}${didYouMean(name, known)}`],
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

/** Overrides from the command line, as written there. Undefined and empty lists override nothing. */
export interface Overrides {
  readonly python?: string | undefined;
  /** Names of checks. */
  readonly checks?: readonly string[] | undefined;
  /** `lint=error`. */
  readonly gates?: readonly string[] | undefined;
}

/** The settings with the overrides applied; gates that are not overridden stay as they are. Throws `misuse`. */
export function override(settings: Settings, { python, checks, gates }: Overrides, known: readonly string[]): Settings {
  const given: Partial<Settings> = {
    ...(python === undefined ? {} : { python }),
    ...(checks?.length ? { checks } : {}),
    ...(gates?.length ? { gates: Object.fromEntries(gates.map(parseGate)) } : {}),
  };
  const named = gates?.map((text) => parseGate(text)[0]) ?? [];
  const twice = [...new Set(named.filter((check, index) => named.indexOf(check) !== index))];
  const faults = [...settingsFaults(given, known), ...twice.map((check) => `gates.${check} was given more than once`)];
  if (faults.length > 0) {
    throw new DrydockError("misuse", ["The options cannot be used:", ...faults].join("\n  "), OPTIONS);
  }
  return { ...settings, ...given, gates: { ...settings.gates, ...given.gates } };
}

const OPTIONS = "Examples: 3.13 for Python, lint for a check, lint=error for a gate.";

function parseGate(text: string): readonly [string, Gate] {
  const [check = "", gate = "", ...more] = text.split("=");
  // Anything else is rejected later, as an unknown gate.
  return [check, (more.length === 0 ? gate : text) as Gate];
}
