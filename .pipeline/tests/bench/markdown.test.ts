import { expect, test } from "vitest";
import type { Figure } from "../../bench/figure.ts";
import { isMet } from "../../bench/figure.ts";
import { markdown, type Outcome, withFigures } from "../../bench/markdown.ts";

const own = { name: "drydock run-all", values: [300, 200, 1200] };
const instead = { name: "the four tools", values: [19_000, 17_000] };
const FIGURE: Figure = { what: "nothing changed", unit: "ms", own, instead, aim: { of: "ratio", most: 1 / 60 } };
const OUTCOME: Outcome = {
  corpus: "flask",
  title: "Flask 3.1.3",
  machine: { date: "2026-01-02", cpu: "A CPU", cores: 2, memory: "24 GB", load: "0.1", versions: ["Black 1.2"] },
  figures: [FIGURE],
  missing: [],
};
const rows = (...figures: readonly Figure[]) =>
  markdown({ ...OUTCOME, figures })
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| |"));

test("a row has the medians with least, greatest and turns of each side, their ratio and the aim", () => {
  expect(rows(FIGURE)).toEqual([
    "| nothing changed | 300 ms (200 ms–1.20 s; 3) | 18.00 s (17.00 s–19.00 s; 2): the four tools | 1/60 | ≤ 1/60 | yes |",
  ]);
});

test("a ratio is never rounded to one that meets the aim", () => {
  const missed: Figure = { ...FIGURE, own: { ...own, values: [301] } };
  expect(isMet(missed)).toBe(false);
  expect(rows(missed)[0]).toMatch(/\| 1\/59 \| ≤ 1\/60 \| \*\*no\*\* \|$/);
  const even: Figure = { ...FIGURE, own: { ...own, values: [18_001] }, aim: { of: "ratio", most: 1 } };
  expect(rows(even)[0]).toMatch(/\| 1\.01 \| ≤ 1\.00 \| \*\*no\*\* \|$/);
});

test("an aim of its own is for the median or for the worst value", () => {
  const alone = { what: "watch", unit: "ms", own } as const;
  expect(rows({ ...alone, aim: { of: "median", most: 1000 } })[0]).toMatch(/\) \| \| \| ≤ 1\.00 s \| yes \|$/);
  expect(rows({ ...alone, aim: { of: "worst", most: 1000 } })[0]).toMatch(/≤ 1\.00 s \| \*\*no\*\* \|$/);
  expect(isMet(alone)).toBeUndefined();
});

test("where it was measured, with which versions, and what could not be, is told", () => {
  const text = markdown({ ...OUTCOME, missing: ["watch: no such verb"] });
  expect(text).toContain("Flask 3.1.3, 2026-01-02, A CPU, 2 cores, 24 GB, load 0.1 at the start. Black 1.2.");
  expect(text).toContain("Not measured: watch: no such verb");
});

test("the tables of a corpus replace what is between its marks, and nothing else", () => {
  const readme = "Before\n<!-- figures: flask -->\nold\n<!-- end of figures: flask -->\nAfter\n";
  const once = withFigures(readme, OUTCOME);
  expect(once).toMatch(/^Before\n<!-- figures: flask -->\n\nFlask 3\.1\.3, /);
  expect(once).toMatch(/\n\n<!-- end of figures: flask -->\nAfter\n$/);
  expect(once).not.toContain("old");
  expect(withFigures(once, OUTCOME)).toBe(once);
  expect(() => withFigures(readme, { ...OUTCOME, corpus: "django" })).toThrow("no place for this table");
});
