import { expect, test } from "vitest";
import { REPORTS } from "../../../src/report/reports.ts";
import { RICH_RUN } from "../../support/sampleRun.ts";

test("every report has a file of its own and writes text that ends with a newline", () => {
  const rows = Object.values(REPORTS);
  expect(rows.map((row) => row.file)).toEqual(["report.txt", "report.json"]);
  for (const row of rows) expect(row.render(RICH_RUN)).toMatch(/\S\n$/);
});

test("the text report has no colour", () => {
  expect(REPORTS.text.render(RICH_RUN)).not.toContain("\x1b");
});
