import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { CHECK_NAMES } from "../../../src/checks/catalog.ts";
import { DrydockError } from "../../../src/errors.ts";
import { DEFAULT_SETTINGS, parseSettings } from "../../../src/flow/settings.ts";

const root = join(import.meta.dirname, "../../../..");
const schema = JSON.parse(readFileSync(join(root, ".pipeline/schema/drydock.schema.json"), "utf8"));
const bySchema = new Ajv({ allErrors: true }).compile(schema);

const parse = (text: string) => parseSettings(text, ".config/drydock.json", CHECK_NAMES);

function errorOf(text: string): DrydockError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof DrydockError) return error;
    throw error;
  }
  throw new Error(`${text} was accepted.`);
}

const GOOD: readonly object[] = [
  {},
  { $schema: "./drydock.schema.json" },
  { python: "3.8" },
  { python: "3.14" },
  { checks: [] },
  { checks: ["test", "lint"] },
  { formatter: "ruff" },
  { requirements: "requirements.txt" },
  { requirements: "a..b/.requirements/dev.txt" },
  { gates: { lint: "warning", ruff: "never" } },
  { timeout: { test: 0.5, lint: 86_400 } },
  { ignore: ["**/migrations", "*_pb2.py", "a!b"] },
];

// Each with the one sentence that the error says about it.
const BAD: readonly (readonly [unknown, RegExp])[] = [
  [{ pyton: "3.13" }, /^Unknown setting "pyton": did you mean "python"\?$/],
  [{ toString: 1 }, /^Unknown setting "toString"$/],
  [{ $schema: 1 }, /^\$schema must be a string, but is 1$/],
  [{ python: 3.13 }, /^python must be .* in quotes \("3\.13"\), but is 3\.13$/],
  [{ python: "3" }, /^python must be .*, but is "3"$/],
  [{ python: "3.7" }, /^python must be a Python version 3\.8 or newer.*, but is "3\.7"$/],
  [{ python: "2.7" }, /^python /],
  [{ python: "3.13.1" }, /^python /],
  [{ python: "3.013" }, /^python /],
  [{ python: null }, /^python .* but is null$/],
  [{ checks: "lint" }, /^checks must be a list, but is "lint"$/],
  [{ checks: ["lint", "mypy"] }, new RegExp(`^checks\\[1\\] must be one of ${CHECK_NAMES.join(", ")}, but is "mypy"$`)],
  [{ checks: ["lint", "lint"] }, /^checks names a check twice$/],
  [{ checks: ["lnit"] }, /, but is "lnit": did you mean "lint"\?$/],
  [{ gates: { lint: "eror" } }, /, but is "eror": did you mean "error"\?$/],
  [{ formatter: "blakc" }, /, but is "blakc": did you mean "black"\?$/],
  [{ formatter: "yapf" }, /^formatter must be one of black, ruff, but is "yapf"$/],
  [{ requirements: "" }, /^requirements must be the path of a file/],
  [{ requirements: ["a.txt"] }, /^requirements .* but is \["a\.txt"\]$/],
  [
    { requirements: "/etc/requirements.txt" },
    /^requirements .* inside the repository, .*, but is "\/etc\/requirements\.txt"$/,
  ],
  [{ requirements: "~/requirements.txt" }, /^requirements /],
  [{ requirements: "C:\\requirements.txt" }, /^requirements /],
  [{ requirements: "../requirements.txt" }, /^requirements /],
  [{ requirements: "a/../../b.txt" }, /^requirements /],
  [{ requirements: "a/.." }, /^requirements /],
  [{ gates: ["lint"] }, /^gates must be an object/],
  [{ gates: { pylint: "error" } }, /^Unknown check "pylint" in gates: did you mean "lint"\?$/],
  [{ gates: { lint: "fatal" } }, /^gates\.lint must be one of error, warning, info, never, but is "fatal"$/],
  [{ timeout: 60 }, /^timeout must be an object/],
  [{ timeout: { mypy: 60 } }, /^Unknown check "mypy" in timeout$/],
  [{ timeout: { lint: 0 } }, /^timeout\.lint must be a number of seconds above 0.*, but is 0$/],
  [{ timeout: { lint: "60" } }, /^timeout\.lint .* but is "60"$/],
  [{ timeout: { lint: 86_401 } }, /^timeout\.lint /],
  [{ ignore: "*.py" }, /^ignore must be a list/],
  [{ ignore: ["a", "!b"] }, /^ignore\[1\] must be .* start with "!", but is "!b"$/],
  [{ ignore: [""] }, /^ignore\[0\] /],
  [{ ignore: [1] }, /^ignore\[0\] .* but is 1$/],
];

describe("parseSettings", () => {
  it.each(GOOD)("fills in the defaults: %j", (given) => {
    const { $schema: _, ...settings } = given as Record<string, unknown>;
    expect(parse(JSON.stringify(given))).toEqual({ ...DEFAULT_SETTINGS, ...settings });
  });

  it.each(BAD)("names the file, the key, the reason and what there is: %j", (given, sentence) => {
    const error = errorOf(JSON.stringify(given));
    const [first, ...faults] = error.message.split("\n  ");
    expect(first).toBe("The settings in .config/drydock.json cannot be used:");
    expect(faults).toEqual([expect.stringMatching(sentence)]);
    expect(error).toMatchObject({ kind: "misuse", hint: expect.stringContaining("Known checks: lint, format") });
  });

  it("tells all that is wrong at once", () => {
    const { message } = errorOf('{ "pyton": 1, "formatter": 2, "checks": [3, "lint", 4] }');
    expect(message.split("\n  ").slice(1)).toEqual([
      'Unknown setting "pyton": did you mean "python"?',
      "formatter must be one of black, ruff, but is 2",
      expect.stringMatching(/^checks\[0\] .* but is 3$/),
      expect.stringMatching(/^checks\[2\] .* but is 4$/),
    ]);
  });

  it.each(["[]", "null", '"3.13"'])("demands an object, not %s", (text) => {
    expect(errorOf(text)).toMatchObject({
      kind: "misuse",
      message: `The settings in .config/drydock.json cannot be used: expected an object, but got ${text}.`,
    });
  });

  it("tells line and column of what is not JSON", () => {
    expect(errorOf('{\n  "python": "3.13",\n}')).toMatchObject({
      kind: "misuse",
      message: expect.stringMatching(
        /^The settings in \.config\/drydock\.json are not valid JSON(?: \(line 3, column 1\))?: /,
      ),
      hint: expect.stringContaining("no comma after the last item"),
    });
  });

  it("overlooks a byte order mark", () => {
    expect(parse('\uFEFF{"python": "3.12"}').python).toBe("3.12");
  });
});

describe("drydock.schema.json", () => {
  it.each(GOOD)("accepts what the parser accepts: %j", (given) => {
    expect(bySchema(given)).toBe(true);
  });

  it.each(BAD)("refuses what the parser refuses: %j", (given) => {
    expect(bySchema(given)).toBe(false);
  });

  it("has the parser's defaults", () => {
    const withDefault = Object.entries<{ default?: unknown }>(schema.properties).filter(([, at]) => "default" in at);
    expect(Object.fromEntries(withDefault.map(([key, at]) => [key, at.default]))).toEqual(DEFAULT_SETTINGS);
  });

  it("describes every setting", () => {
    const described = Object.values<{ description?: string }>(schema.properties).map((at) => at.description);
    expect(described).not.toContain(undefined);
  });

  it("is satisfied by this project's own settings", () => {
    const text = readFileSync(join(root, ".config/drydock.json"), "utf8");
    const own = JSON.parse(text);
    expect(bySchema(own)).toBe(true);
    expect(parse(text)).toMatchObject({ python: "3.13", checks: own.checks });
  });
});
