import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseOptions, USAGE } from "../../bench/options.ts";

const parse = (...argv: readonly string[]) => parseOptions(argv, 7);

test("without options both corpora are measured, and the property has corpora and a seed of its own", () => {
  expect(parse("")).toMatchObject({ dir: "", on: ["flask", "django"], only: [], runs: 5, slowRuns: undefined });
  expect(parse("--property")).toMatchObject({ property: true, on: ["flask", "attrs"], steps: 10, seed: 7 });
});

test("parts and corpora can be chosen, in any order", () => {
  const { only, on } = parse("--only", "cold", "--only", "leaf", "--on", "django");
  expect([only, on]).toEqual([["leaf", "cold"], ["django"]]);
});

test.each([
  [["--only", "lint"], 'Unknown --only "lint"'],
  [["--on", "attrs"], 'Unknown --on "attrs"'],
  [["--property", "--on", "django"], 'Unknown --on "django"'],
  [["--runs", "0"], '--runs takes a whole number, not "0"'],
  [["--slow-runs", "1.5"], "--slow-runs takes"],
  [["--write", "--only", "leaf"], "--write replaces whole tables"],
  [["--write", "somewhere"], "--write replaces whole tables"],
])("%j is refused with a sentence", (argv, message) => {
  expect(() => parse(...argv)).toThrow(message);
});

test("the usage names every option, and the README has a place for each corpus", () => {
  for (const name of Object.keys({ ...parse(""), "slow-runs": 0 }).filter(
    (name) => !["dir", "slowRuns"].includes(name),
  ))
    expect(USAGE).toContain(`--${name} `);
  const readme = readFileSync(`${import.meta.dirname}/../../../README.md`, "utf8");
  for (const name of parse("").on) {
    expect(readme).toContain(`\n<!-- figures: ${name} -->\n`);
    expect(readme).toContain(`\n<!-- end of figures: ${name} -->\n`);
  }
});
