import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Run } from "../../src/model.ts";
import type { ReportContext } from "../../src/report/context.ts";
import { parseReport } from "../../src/report/reportFile.ts";
import { listFolder } from "../files/disk.ts";

/** As many as the page shows. */
const MOST = 20;
/** A report of 100,000 findings is smaller. */
const LARGEST = 64 * 1024 * 1024;

/**
 * The findings of the earlier runs whose JSON reports are in the folder of the report that `--compare` names, by the time of
 * their files, and those of this run. What is no report is left out.
 */
export function trendOf(
  run: Run,
  { compare }: { readonly compare?: string },
  cwd: string,
  now: Date,
): Pick<ReportContext, "trend"> {
  if (compare === undefined) return {};
  const folder = dirname(resolve(cwd, compare));
  const found = listFolder(folder)
    .filter(({ name }) => name.endsWith(".json"))
    .flatMap(({ name }) => momentOf(join(folder, name)));
  const earlier = found.sort((a, b) => (a.date < b.date ? -1 : 1)).slice(1 - MOST);
  return { trend: [...earlier, momentAt(now, run.results)] };
}

function momentOf(file: string) {
  try {
    const info = statSync(file);
    if (!info.isFile() || info.size > LARGEST) return [];
    return [momentAt(info.mtime, parseReport(readFileSync(file, "utf8"), file).results)];
  } catch {
    return [];
  }
}

function momentAt(date: Date, results: Run["results"]) {
  return { date: date.toISOString(), findings: results.reduce((sum, { findings }) => sum + findings.length, 0) };
}
