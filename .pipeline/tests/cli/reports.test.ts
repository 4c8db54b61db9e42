import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { type Format, REPORTS } from "../../src/report/reports.ts";
import { drydock } from "../support/callCli.ts";
import { project, put, spawnCli, TEST_CACHE, temporary } from "../support/cli.ts";
import { rawReports, reportOf, timeless } from "../support/writtenReports.ts";

const UNSORTED = '"""A module."""\n\nimport sys\nimport os\n\nprint(os, sys)\n';
const CLEAN = '"""A module."""\n\nANSWER: int = 42\n';
const CHEAP = { ".config/drydock.json": '{ "python": "3.13", "checks": ["ruff", "format"] }' };
const FILES = Object.values(REPORTS).map(({ file }) => file);
const repository = (files: Parameters<typeof project>[0] = { "src/a.py": UNSORTED }) => project({ ...CHEAP, ...files });

describe("drydock report", () => {
  it("writes every format below .reports, and its exit code is the verdict", async () => {
    const folder = repository();
    const { code, stdout, stderr } = await drydock(folder, ["report"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/ruff failed \(1/);
    expect(stderr).toMatch(/^Reports: \.reports\/report\.txt, .*\.reports\/badge\.svg$/m);
    expect(readdirSync(join(folder, ".reports")).sort()).toEqual([...FILES].sort());
    expect(reportOf(folder, "codequality")).toMatchObject([{ location: { path: "src/a.py", lines: { begin: 3 } } }]);
    expect(rawReports(folder).html).toContain("import sys");
  });

  it("writes the formats that are named, where it is told", async () => {
    const folder = repository({ "src/a.py": CLEAN });
    const { code } = await drydock(folder, ["report", "--format", "codequality,badge", "-o", "out/put"]);
    expect(code).toBe(0);
    expect(readdirSync(join(folder, "out/put")).sort()).toEqual(["badge.svg", "codequality.json"]);
    expect(readFileSync(join(folder, "out/put/codequality.json"), "utf8")).toBe("[]\n");
  });

  it("gives the same bytes again, but for durations and what was replayed", async () => {
    const folder = repository();
    await drydock(folder, ["report", "--no-cache"]);
    const before = rawReports(folder);
    await drydock(folder, ["report", "--no-cache"]);
    const after = rawReports(folder);
    for (const format of Object.keys(REPORTS) as Format[]) {
      expect(timeless(after[format]), format).toBe(timeless(before[format]));
    }
  });

  it("are no part of what is checked, so that nothing runs again because they were written", async () => {
    const folder = project({ ...CHEAP, "a.py": CLEAN });
    const report = ["report", "--source", ".", "--report", "junit=j[1].xml"];
    await drydock(folder, report);
    const again = await drydock(folder, report);
    expect(again.stdout).toMatch(/format passed \(\d+ files?, cached\) · ruff passed \(\d+ files?, cached\)/);
    put(folder, "b.py", CLEAN);
    expect((await drydock(folder, report)).stdout).toMatch(/format passed .*\d s/);
  });

  it("leave no green file behind when the run could not begin", async () => {
    const folder = repository({ "src/a.py": CLEAN });
    await drydock(folder, ["report"]);
    expect(reportOf(folder, "codequality")).toEqual([]);
    put(folder, ".config/drydock.json", "{ nonsense }");
    const { code, stderr } = await drydock(folder, ["report"]);
    expect(code).toBe(2);
    expect(stderr).toContain("not valid JSON");
    expect(rawReports(folder).junit).toContain("not valid JSON");
    expect(reportOf(folder, "json")).toMatchObject({ verdict: "broken", totals: { broken: 4 } });
  });

  it("says in every file that a tool broke", async () => {
    const folder = repository({ "src/a.py": CLEAN, ".config/pyproject.toml": "[tool.ruff]\nno-such-key = 1\n" });
    const { code } = await drydock(folder, ["report"]);
    expect(code).toBe(2);
    expect(reportOf(folder, "codequality")).toMatchObject([
      { severity: "blocker" },
      { severity: "minor", check_name: "ruff/notice" },
    ]);
    for (const [format, text] of Object.entries(rawReports(folder))) {
      if (format !== "badge" && format !== "codequality") expect(text, format).toContain("no-such-key");
    }
  });
});

describe("--report", () => {
  it("writes a format to a file, on every verb", async () => {
    const folder = repository();
    const { code } = await drydock(folder, ["ruff", "--report", "sarif=out/ruff.sarif", "--report", "junit=j.xml"]);
    expect(code).toBe(1);
    expect(JSON.parse(readFileSync(join(folder, "out/ruff.sarif"), "utf8"))).toMatchObject({ version: "2.1.0" });
    const fixed = await drydock(folder, ["ruff-fix", "--report", "json=fix.json"]);
    expect(fixed.code).toBe(0);
    expect(JSON.parse(readFileSync(join(folder, "fix.json"), "utf8"))).toMatchObject({ verdict: "passed" });
  });

  it("keeps the standard output for the report that goes there; the verdict is on standard error", async () => {
    const { stdout, stderr } = await drydock(repository(), ["ruff", "--report", "codequality=-"]);
    expect(JSON.parse(stdout)).toHaveLength(1);
    expect(stderr).toMatch(/^ --> src\/a\.py:3:1 .*\n[\s\S]*ruff failed \(1/m);
  });

  it("that can't be written is said after the verdict, exit code 2", async () => {
    const folder = repository();
    const reports = ["--report", "junit=src/a.py/j.xml", "--report", "json=good.json"];
    const { code, stdout, stderr } = await drydock(folder, ["ruff", ...reports]);
    expect(code).toBe(2);
    expect(stdout).toMatch(/ruff failed/);
    expect(stderr).toMatch(/These reports could not be written:\n {2}junit in src\/a\.py\/j\.xml: E/);
    expect(existsSync(join(folder, "good.json"))).toBe(true);
  });
});

describe("in CI, with no option at all,", () => {
  it("GitLab gets every file, with links to the commit", async () => {
    const folder = repository();
    const env = { GITLAB_CI: "true", CI_PROJECT_URL: "https://gitlab.example/g/app", CI_COMMIT_SHA: "c0ffee" };
    expect((await drydock(folder, ["run-all"], env)).code).toBe(1);
    expect(readdirSync(join(folder, ".reports")).sort()).toEqual([...FILES].sort());
    const url = "https://gitlab.example/g/app/-/blob/c0ffee/src/a.py#L3";
    expect(rawReports(folder).summary).toContain(url);
    rmSync(join(folder, ".reports"), { recursive: true });
    await drydock(folder, ["run-all", "--report", "json=r.json"], env);
    expect(existsSync(join(folder, ".reports"))).toBe(false);
  });

  it("GitLab gets them in the place of a link that the repository holds, and what it leads to stays", async () => {
    const folder = repository();
    put(folder, "home/.bashrc", "mine");
    mkdirSync(join(folder, ".reports"));
    symlinkSync("../home/.bashrc", join(folder, ".reports/report.txt"));
    expect((await drydock(folder, ["run-all"], { GITLAB_CI: "true" })).code).toBe(1);
    expect(readFileSync(join(folder, "home/.bashrc"), "utf8")).toBe("mine");
    expect(rawReports(folder).text).toContain("src/a.py:3");
    rmSync(join(folder, ".reports"), { recursive: true });
    symlinkSync("home", join(folder, ".reports"));
    const { code, stderr } = await drydock(folder, ["run-all"], { GITLAB_CI: "true" });
    expect([code, readdirSync(join(folder, "home"))]).toEqual([2, [".bashrc"]]);
    expect(stderr).toContain(".reports is a symbolic link");
  });

  it("GitHub gets annotations in the log and a job summary as well", async () => {
    const folder = repository();
    const summary = join(temporary(), "summary.md");
    writeFileSync(summary, "# Mine\n");
    const env = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary };
    const { stdout, stderr } = await drydock(folder, ["run-all"], env);
    expect(stdout).toMatch(/^::(?:error|warning) .*file=src\/a\.py/m);
    expect(stderr).toMatch(/ruff failed/);
    expect(readFileSync(summary, "utf8")).toBe(`# Mine\n${rawReports(folder).summary}`);
  });
});

test("no file's name or message commands GitHub's runner", async () => {
  const folder = project({ ...CHEAP, "::stop-commands::x.py": UNSORTED, "b.py": 'X: int = "##[add-mask]b"\n' });
  const env = { GITHUB_ACTIONS: "true", DRYDOCK_CACHE: TEST_CACHE };
  const { all } = await drydock(folder, ["run-all", "-s", ".", "--checks", "ruff,typecheck"], env);
  expect(all).toContain("stop-commands");
  const obeyed = all.split("\n").filter((line) => /^\s*::/.test(line));
  expect(obeyed.filter((line) => !/^::(?:error|warning|notice) /.test(line))).toEqual([]);
  expect(all.split("\n").filter((line) => line.includes("##[") && !line.startsWith("::"))).toEqual([]);
});

describe("--open", () => {
  it("hands the page to the system's opener, and its failure changes no verdict", async () => {
    const folder = repository({ "src/a.py": CLEAN });
    const tools = temporary();
    put(tools, "xdg-open", `#!/bin/sh\nprintf '%s' "$1" > '${tools}/new' && mv '${tools}/new' '${tools}/opened'\n`);
    chmodSync(join(tools, "xdg-open"), 0o755);
    const opened = await spawnCli(folder, ["report", "--open"], { PATH: `${tools}:${process.env["PATH"]}` });
    expect(opened.code).toBe(0);
    await expect.poll(() => existsSync(join(tools, "opened"))).toBe(true);
    expect(readFileSync(join(tools, "opened"), "utf8")).toBe(join(folder, ".reports/index.html"));
  });

  it("needs the page among the formats", async () => {
    const { code, stderr } = await drydock(repository(), ["report", "--open", "--format", "junit"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--open shows the format html, which is not written/);
  });
});

describe("--gate and --checks", () => {
  it("win over the settings, and the verdict names the gate that failed", async () => {
    const folder = repository();
    const { code, stdout } = await drydock(folder, ["ruff", "--gate", "ruff=info"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/The gate of "ruff" is "info": 1 finding reaches it\./);
    const printed = await drydock(folder, ["run-all", "--checks", "ruff", "--gate", "ruff=never"]);
    expect(printed.code).toBe(0);
    expect(printed.stdout).toMatch(/^I001 .*\n --> src\/a\.py[\s\S]*\nruff passed \(1/m);
  });
});
