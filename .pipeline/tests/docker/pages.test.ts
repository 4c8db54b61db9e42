import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { put, ROOT, temporary } from "../support/cli.ts";
import { jobFile, shellOf } from "../support/jobScript.ts";
import { recorder } from "../support/recorder.ts";

const read = (name: string) => jobFile(readFileSync(join(ROOT, name), "utf8"));
const jobs = read(".gitlab/pages.yml");
const { quality, ".reports": reports, ".dagger": dagger } = read(".gitlab/quality.yml");

const PUBLIC = { CI_PROJECT_VISIBILITY: "public" };
const VARIABLES = {
  DRYDOCK_PAGES_REPORT: jobs.variables.DRYDOCK_PAGES_REPORT.value,
  CI_PROJECT_VISIBILITY: "private",
  CI_PROJECT_URL: "https://gitlab.example/team/app",
  CI_COMMIT_SHA: "1a2b3c4d",
};
const RENDERED = [
  ...["dagger", "call", "-m", ".", "docs", "--files-url", "https://gitlab.example/team/app/-/blob/1a2b3c4d"],
  ...["export", "--path", "public"],
];

/** Runs the job's lines with a dagger that exports a site as the engine does: for its user alone. */
async function ran(job: string, report: readonly string[], exit = 0, own: Readonly<Record<string, string>> = {}) {
  const folder = temporary();
  put(folder, ".gitlab/newest.sh", `#!/bin/sh\nexit ${own["OVERTAKEN"] ?? 0}\n`);
  chmodSync(join(folder, ".gitlab/newest.sh"), 0o755);
  for (const name of report) put(folder, `.reports/${name}`, name);
  const programs = recorder();
  programs.program("dagger", `mkdir -p public && echo site > public/index.html && chmod 700 public; exit ${exit}`);
  const script = (jobs[job].script ?? jobs[".site"].script).flat();
  const { code } = await shellOf(script, { ...VARIABLES, ...own, PATH: programs.PATH }, folder);
  return { code, calls: programs.calls(), folder, files: filesIn(join(folder, "public")) };
}

const filesIn = (folder: string) =>
  existsSync(folder) ? (readdirSync(folder, { recursive: true }) as string[]).sort() : [];

describe("the jobs of the site", () => {
  it("run through Dagger, and only where a runner has the socket", () => {
    expect(dagger).toBeDefined();
    expect(jobs[".site"].extends).toBe(".dagger");
    for (const name of ["docs", "pages"]) {
      expect(jobs[name].extends).toBe(".site");
      expect(jobs[name].rules[0]).toEqual({ reference: [".no-socket", "rules"] });
      expect(jobs[name].rules).toHaveLength(2);
    }
  });

  it("render in a merge request that changes what the site is made of, by paths that exist", () => {
    const { if: when, changes } = jobs.docs.rules[1];
    expect(when).toBe('$CI_PIPELINE_SOURCE == "merge_request_event"');
    expect(changes[0]).toBe("docs/**/*");
    for (const path of changes.slice(1)) expect(readFileSync(join(ROOT, path), "utf8")).not.toBe("");
  });

  it("publish from the default branch alone, one after the other and to the end", () => {
    expect(jobs.pages).toMatchObject({ stage: "deploy", interruptible: false, resource_group: "pages" });
    expect(jobs.pages.rules[1].if).toBe("$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH");
    expect(jobs[".site"].artifacts.paths).toEqual(["public/"]);
  });

  it("publish a red report too: the job waits for quality, not for its success", () => {
    expect(jobs.pages.needs).toEqual([{ job: "quality", artifacts: true }]);
    expect(jobs.pages.rules[1].when).toBe("always");
    expect([quality.extends].flat()).toContain(".reports");
    expect(reports.artifacts).toMatchObject({ when: "always", paths: expect.arrayContaining([".reports"]) });
  });
});

describe("what they do", () => {
  it("is a site of docs/ that everybody can read, with links to the commit's files", async () => {
    const { code, calls, files, folder } = await ran("docs", []);
    expect(code).toBe(0);
    expect(calls).toEqual([RENDERED]);
    expect(files).toEqual(["index.html"]);
    expect(statSync(join(folder, "public")).mode & 0o777).toBe(0o755);
  });

  it("is on Pages the same with the page and the badge of the report, and no other file of it", async () => {
    const { code, calls, files } = await ran("pages", ["index.html", "badge.svg", "report.json"], 0, PUBLIC);
    expect(code).toBe(0);
    expect(calls).toEqual([RENDERED]);
    expect(files).toEqual(["index.html", "report", "report/badge.svg", "report/index.html"]);
  });

  it.each([
    { name: "Quarto failed", report: ["index.html", "badge.svg"], exit: 3 },
    { name: "there is no report", report: [], exit: 0 },
  ])("is nothing when $name: the last site stays", async ({ report, exit }) => {
    const { code } = await ran("pages", report, exit, PUBLIC);
    expect(code).toBe(exit || 1);
  });

  it("is nothing when the branch has gone on: that is a warning, and nothing is rendered", async () => {
    const { code, calls } = await ran("pages", ["index.html", "badge.svg"], 0, { OVERTAKEN: "75" });
    expect([code, calls]).toEqual([75, []]);
    expect(jobs.pages.allow_failure).toEqual({ exit_codes: 75 });
  });

  it.each([
    { visibility: "private", wish: "auto", there: false },
    { visibility: "internal", wish: "auto", there: false },
    { visibility: "public", wish: "false", there: false },
    { visibility: "private", wish: "true", there: true },
  ])(
    "has the findings in a $visibility project where the variable is $wish: $there",
    async ({ visibility, wish, there }) => {
      expect(jobs.variables.DRYDOCK_PAGES_REPORT.options).toContain(wish);
      const own = { CI_PROJECT_VISIBILITY: visibility, DRYDOCK_PAGES_REPORT: wish };
      const { code, files } = await ran("pages", ["index.html", "badge.svg"], 0, own);
      expect([code, files.includes("report")]).toEqual([0, there]);
      expect(files).toContain("index.html");
    },
  );
});
