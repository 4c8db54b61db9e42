import { describe, expect, it } from "vitest";
import { reportTargets } from "../../../local/cli/reportTargets.ts";
import { REPORTS } from "../../../src/report/reports.ts";

type Options = Parameters<typeof reportTargets>[0];
const options = (over: Partial<Options> = {}): Options => ({
  report: [],
  format: [],
  open: false,
  json: false,
  ...over,
});
const every = (folder: string) =>
  Object.entries(REPORTS).map(([format, { file }]) => ({ format, path: `${folder}/${file}` }));
const GITLAB = { GITLAB_CI: "true" };
const GITHUB = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: "/tmp/summary" };

describe("the reports that a run writes", () => {
  it("are none when nobody asks for one", () => {
    expect(reportTargets(options(), {})).toEqual([]);
    expect(reportTargets(options(), { GITLAB_CI: "false", GITHUB_ACTIONS: "" })).toEqual([]);
  });

  it("are all formats in the folder, or those that are named", () => {
    expect(reportTargets(options({ outputDir: "out" }), {})).toEqual(every("out"));
    const two = reportTargets(options({ outputDir: "out", format: ["html", "badge"] }), {});
    expect(two.map(({ path }) => path)).toEqual(["out/index.html", "out/badge.svg"]);
  });

  it("are all formats in .reports in GitLab's CI", () => {
    expect(reportTargets(options(), GITLAB)).toEqual(every(".reports"));
  });

  it("are also annotations in the log and the job summary in GitHub's", () => {
    const more = [
      { format: "github", path: "-" },
      { format: "summary", path: "/tmp/summary", append: true },
    ];
    expect(reportTargets(options(), GITHUB)).toEqual([...every(".reports"), ...more]);
    expect(reportTargets(options(), { GITHUB_ACTIONS: "true" })).toEqual([...every(".reports"), more[0]]);
  });

  it("leave the standard output to --json", () => {
    expect(reportTargets(options({ json: true }), GITHUB).filter(({ path }) => path === "-")).toEqual([]);
  });

  it("are what the options name, whatever CI is around", () => {
    const report = [{ format: "junit", path: "j.xml" }] as const;
    expect(reportTargets(options({ report }), { ...GITHUB, ...GITLAB })).toEqual(report);
  });

  it("can't be two on the standard output", () => {
    const [junit, json] = [{ format: "junit", path: "-" } as const, { format: "json", path: "-" } as const];
    const refused = /Only one report can go to the standard output/;
    expect(() => reportTargets(options({ report: [junit, json] }), {})).toThrow(refused);
    expect(() => reportTargets(options({ report: [junit], json: true }), {})).toThrow(refused);
  });

  it("have a page when it is to be opened", () => {
    expect(() => reportTargets(options({ outputDir: "o", format: ["junit"], open: true }), {})).toThrow(/--open/);
    expect(reportTargets(options({ outputDir: "o", open: true }), {})).toEqual(every("o"));
  });
});
