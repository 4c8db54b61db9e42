import { XMLParser, XMLValidator } from "fast-xml-parser";
import { expect, test } from "vitest";
import type { Run } from "../../../src/model.ts";
import { renderBadge } from "../../../src/report/badge.ts";
import { hugeRun } from "../../support/hugeRun.ts";
import { RICH_RUN, sampleFinding, sampleResult, sampleRun } from "../../support/sampleRun.ts";

const one = (over: Parameters<typeof sampleResult>[0]): Run => sampleRun([sampleResult(over)]);
const findings = [sampleFinding(), sampleFinding({ severity: "info" })];

const RUNS: Readonly<Record<string, readonly [Run, string]>> = {
  passed: [one({ check: "ruff", verdict: "passed" }), "passed"],
  "passed with findings": [one({ check: "ruff", verdict: "passed", gate: "never", findings }), "passed"],
  "failed by one finding": [one({ check: "ruff", verdict: "failed", findings }), "1 finding"],
  "failed by many findings": [hugeRun(20_000), "15000 findings"],
  "failed by what is new": [
    sampleRun(
      [
        sampleResult({
          check: "ruff",
          verdict: "failed",
          findings: [sampleFinding({ state: "new" }), sampleFinding({ line: 2, state: "existing" })],
        }),
      ],
      { comparison: { with: "baseline", name: ".config/baseline.json" } },
    ),
    "1 new finding",
  ],
  "failed by something else": [one({ check: "lint", verdict: "failed" }), "failed"],
  broken: [RICH_RUN, "broken"],
  skipped: [one({ check: "ruff", verdict: "skipped" }), "skipped"],
};

const parsed = (svg: string) =>
  new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "", parseTagValue: false }).parse(svg).svg;

test.each(Object.entries(RUNS))("a run that is %s says so to eyes and ears", (_, [run, expected]) => {
  const svg = renderBadge(run);
  expect(XMLValidator.validate(svg)).toBe(true);
  const { title, role, "aria-label": label, g } = parsed(svg);
  expect([title, label, role]).toEqual([`quality: ${expected}`, `quality: ${expected}`, "img"]);
  expect(g.text.map((text: Record<string, string>) => text["#text"])).toEqual(["quality", expected]);
});

test.each(Object.entries(RUNS))(
  "the two halves of a badge that is %s fill it, each wide enough for its text",
  (_, [run]) => {
    const { width, viewBox, rect, path, g } = parsed(renderBadge(run));
    const [left, right] = g.text.map((text: Record<string, string>) => [Number(text.x), Number(text.textLength)]);
    const split = Number(/^M(\d+) /.exec(path.d)?.[1]);
    expect(left[0] + left[1]).toBeLessThan(split);
    expect(right[0]).toBeGreaterThan(split);
    expect(right[0] + right[1]).toBeLessThan(Number(width));
    expect([rect.width, viewBox]).toEqual([width, `0 0 ${width} 20`]);
  },
);

test("a badge of a thousand findings is wider than that of one", () => {
  const width = (count: number) =>
    Number(
      parsed(
        renderBadge(
          one({
            check: "ruff",
            verdict: "failed",
            findings: Array(count)
              .fill(0)
              .map(() => sampleFinding()),
          }),
        ),
      ).width,
    );
  expect(width(1000)).toBeGreaterThan(width(1) + 20);
});

test("white on each colour has a contrast of at least 4.5", () => {
  const colours = Object.values(RUNS).flatMap(([run]) => renderBadge(run).match(/#[0-9a-f]{6}/g) ?? []);
  expect(new Set(colours).size).toBe(5);
  for (const colour of new Set(colours)) expect(1.05 / (luminance(colour) + 0.05), colour).toBeGreaterThan(4.5);
});

test("it asks for nothing from anywhere and holds nothing that a tool said", () => {
  const said = "said by a tool";
  const run = sampleRun([
    sampleResult({
      check: said,
      title: said,
      verdict: "broken",
      reason: said,
      notices: [said],
      findings: [sampleFinding({ check: said, rule: said, path: said, message: said, url: said })],
    }),
  ]);
  expect(renderBadge(run)).toBe(renderBadge(RICH_RUN));
  expect(renderBadge(run).replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(
    /http|url\(|href|@import|<style/,
  );
});

test("the badge of a rich run reads as recorded", async () => {
  await expect(renderBadge(RICH_RUN)).toMatchFileSnapshot("../../fixtures/report/badge-rich.svg");
});

/** Relative luminance, as WCAG 2 defines it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
