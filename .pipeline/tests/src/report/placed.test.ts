import { expect, test } from "vitest";
import { byPlace } from "../../../src/report/findingLines.ts";
import { placed } from "../../../src/report/placed.ts";
import { RICH_RUN } from "../../support/sampleRun.ts";

test("findings come in canonical order, each with the result that holds it", () => {
  const all = placed(RICH_RUN.results);
  expect(all.map(({ finding }) => finding)).toEqual(byPlace(RICH_RUN.results));
  for (const { finding, result } of all) expect(result.findings).toContain(finding);
});
