import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { trendOf } from "../../../local/cli/trend.ts";
import { renderJson } from "../../../src/report/reports.ts";
import { RICH_RUN, sampleRun } from "../../support/sampleRun.ts";
import { testFolder } from "../../support/testFolder.ts";

const NOW = new Date("2026-11-27T12:00:00Z");

test("the trend has the reports beside the one compared with, by their time, and this run last", () => {
  const folder = testFolder();
  const put = (name: string, text: string, date: string) => {
    writeFileSync(join(folder, name), text);
    utimesSync(join(folder, name), new Date(date), new Date(date));
  };
  put("b.json", renderJson(RICH_RUN), "2026-11-20T10:00:00Z");
  put("a.json", renderJson(sampleRun([])), "2026-11-21T10:00:00Z");
  put("other.json", "{}", "2026-11-22T10:00:00Z");
  put("report.txt", renderJson(RICH_RUN), "2026-11-22T10:00:00Z");
  const { trend = [] } = trendOf(sampleRun([]), { compare: "b.json" }, folder, NOW);
  expect(trend.map(({ date }) => date.slice(0, 10))).toEqual(["2026-11-20", "2026-11-21", "2026-11-27"]);
  expect(trend.map(({ findings }) => findings > 0)).toEqual([true, false, false]);
});

test("a run that is not compared with a report has no trend", () => {
  expect(trendOf(sampleRun([]), {}, "/", NOW)).toEqual({});
});
