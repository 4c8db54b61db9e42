import { describe, expect, it } from "vitest";
import { runJob } from "../support/ciLocal.ts";
import { put } from "../support/cli.ts";
import { checkoutCopy, commit, environmentsInCache, withPackages } from "../support/gitlabRepository.ts";

const FILES = ["badge.svg", "codequality.json", "index.html", "junit.xml", "report.json", "sarif.json", "summary.md"];

describe("the quality-local job, run for real", () => {
  it("is green on this project, red on findings and broken on a broken config, with all reports each time", async () => {
    const folder = await checkoutCopy();
    withPackages(folder);
    environmentsInCache(folder, "drydock-local-main");

    const green = await runJob(folder, "quality-local");
    expect([green.code, green.all]).toEqual([0, expect.stringContaining("lint passed")]);
    expect(green.kept).toEqual(expect.arrayContaining(FILES.map((name) => `.reports/${name}`)));
    expect(JSON.parse(green.artifact(".reports/codequality.json"))).toEqual([]);
    expect(green.all).not.toContain("cached");

    put(folder, "src/planted.py", '"""Planted."""\n\nimport os\n');
    commit(folder);
    const red = await runJob(folder, "quality-local");
    expect([red.code, red.all]).toEqual([1, expect.stringContaining("F401")]);
    expect(red.kept).toEqual(green.kept);
    const findings = JSON.parse(red.artifact(".reports/codequality.json"));
    expect(findings).toContainEqual(
      expect.objectContaining({
        check_name: expect.stringContaining("F401"),
        location: { path: "src/planted.py", lines: { begin: 3 } },
      }),
    );
    expect(red.artifact(".reports/junit.xml")).toContain("src/planted.py");
    // Of CI_PROJECT_URL and CI_COMMIT_SHA, with no option.
    expect(red.artifact(".reports/index.html")).toMatch(
      /https:\/\/gitlab\.example\.com\/platform\/drydock\/-\/blob\/[0-9a-f]{40}\//,
    );

    put(folder, ".config/mypy.ini", "[mypy]\nno_such_option = True\n");
    commit(folder);
    const broken = await runJob(folder, "quality-local");
    expect([broken.code, broken.all]).toEqual([2, expect.stringContaining("typecheck broken")]);
    // The other checks got their results from GitLab's cache, where the job before had put them although it failed.
    expect(broken.all).toMatch(/ruff +failed .*cached/);
    expect(broken.kept).toEqual(green.kept);
    expect(broken.artifact(".reports/codequality.json")).toContain("blocker");
  });
});
