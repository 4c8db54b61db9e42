import { describe, expect, it, test } from "vitest";
import { lineUrl, type RunKind, reportTargets as targetsOf } from "../../../local/cli/reportTargets.ts";
import { REPORTS } from "../../../src/report/reports.ts";

type Options = Parameters<typeof targetsOf>[0];
const reportTargets = (options: Options, env: Record<string, string>, kind: RunKind = "all") =>
  targetsOf(options, kind, { env, cwd: "/repository" });
const options = (over: Partial<Options> = {}): Options => ({
  report: [],
  format: [],
  open: false,
  json: false,
  ...over,
});
const every = (folder: string) =>
  Object.entries(REPORTS).map(([format, { file }]) => {
    return { format, path: `${folder}/${file}`, links: folder === ".reports" ? "none" : "folder" };
  });
const GITLAB = { GITLAB_CI: "true" };
const GITHUB = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: "/tmp/summary" };

describe("the reports that a run writes", () => {
  it("are none by default", () => {
    expect(reportTargets(options(), {})).toEqual([]);
    expect(reportTargets(options(), { GITLAB_CI: "false", GITHUB_ACTIONS: "" })).toEqual([]);
  });

  it("are all formats in the folder, or those that are named", () => {
    expect(reportTargets(options({ outputDir: "out" }), {})).toEqual(every("out"));
    expect(reportTargets(options({ outputDir: ".reports" }), {})).toEqual(every(".reports"));
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

  it("of a single check do not replace those of a full run in CI, but still go to GitHub's log", () => {
    expect(reportTargets(options(), GITLAB, "one")).toEqual([]);
    expect(reportTargets(options(), GITHUB, "one").map(({ format }) => format)).toEqual(["github", "summary"]);
    for (const env of [GITLAB, GITHUB]) expect(reportTargets(options(), env, "fix")).toEqual([]);
  });

  it("of drydock report in GitHub's CI are its folder, the annotations and the summary", () => {
    const found = reportTargets(options({ outputDir: "out", format: ["html"] }), GITHUB);
    expect(found.map(({ path }) => path)).toEqual(["out/index.html", "-", "/tmp/summary"]);
  });

  it.each(["src/main.py", "a.pyi", "index.php", ".config/black.toml", "mypy.ini", ".config/.pylintrc", "drydock.json"])(
    "are never written over what a check reads, such as %s",
    (path) => {
      const write = () => reportTargets(options({ report: [{ format: "text", path }] }), {});
      expect(write).toThrow(`The report ${path} would replace a file that a check may read.`);
    },
  );

  it("have a file each, however its path is written", () => {
    const report = [
      { format: "text", path: "a/../one" } as const,
      { format: "json", path: "/repository/one" } as const,
    ];
    expect(() => reportTargets(options({ report }), {})).toThrow("Two reports would be written to /repository/one.");
  });

  it("can't be two on the standard output", () => {
    const [junit, json] = [{ format: "junit", path: "-" } as const, { format: "json", path: "-" } as const];
    const refused = /Only one report can go to standard output/;
    expect(() => reportTargets(options({ report: [junit, json] }), {})).toThrow(refused);
    expect(() => reportTargets(options({ report: [junit], json: true }), {})).toThrow(refused);
  });

  it("have a page when it is to be opened", () => {
    expect(() => reportTargets(options({ outputDir: "o", format: ["junit"], open: true }), {})).toThrow(/--open/);
    expect(reportTargets(options({ outputDir: "o", open: true }), {})).toEqual(every("o"));
  });
});

const GITLAB_COMMIT = { CI_PROJECT_URL: "https://gitlab.example/group/app", CI_COMMIT_SHA: "abc" };
const GITHUB_COMMIT = {
  GITHUB_SERVER_URL: "https://github.example",
  GITHUB_REPOSITORY: "group/app",
  GITHUB_SHA: "abc",
};

test.each([
  ["GitLab", GITLAB_COMMIT, "https://gitlab.example/group/app/-/blob/abc/{path}#L{line}"],
  ["GitHub", GITHUB_COMMIT, "https://github.example/group/app/blob/abc/{path}#L{line}"],
  ["no CI", {}, undefined],
  ["a CI that says too little", { ...GITHUB_COMMIT, GITHUB_SHA: "" }, undefined],
])("in %s a line is at its commit's page", (_, env, url) => {
  expect(lineUrl(env)).toBe(url);
});
