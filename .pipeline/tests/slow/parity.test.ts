import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Finding, Run } from "../../src/model.ts";
import { drydock } from "../support/callCli.ts";
import { project, ROOT, TEST_CACHE, temporary } from "../support/cli.ts";
import { containerRun } from "../support/containerRun.ts";
import { ABOUT_SEVERAL, rawFindings } from "../support/rawFindings.ts";
import { SOURCE_CASES, type SourceCase } from "../support/sourceCases.ts";

const CHECKS = ["lint", "format", "typecheck", "ruff"] as const;

it("finds exactly what the four tools find when they are called directly", async () => {
  const folder = project({});
  cpSync(join(ROOT, ".pipeline/tests/fixtures/parity"), join(folder, "src"), { recursive: true });
  const work = join(temporary(), "raw");
  mkdirSync(work);
  const raw = await rawFindings(join(folder, "src"), join(folder, ".config"), join(TEST_CACHE, "environments"), work);
  const { code, stdout } = await drydock(folder, ["run-all", "--json"]);
  expect(code).toBe(1);
  const { results } = JSON.parse(stdout) as Run;
  expect(results.map(({ check }) => check)).toEqual(CHECKS);
  for (const { check, findings } of results) {
    const ours = findings.filter(({ severity, check: by }) => by !== "ruff" || severity !== "info").map(short);
    expect(ours.sort(), check).toEqual(raw[check as (typeof CHECKS)[number]]);
    expect(ours.length, check).toBeGreaterThan(0);
  }
});

describe("both engines tell the same of a repository:", () => {
  const volumes = mkdtempSync(join(tmpdir(), "drydock-volumes-"));
  afterAll(() => rmSync(volumes, { recursive: true, force: true }));

  it.each(SOURCE_CASES)("$title", async (one) => {
    const folder = repositoryOf(one);
    const host = await drydock(folder, ["run-all", "--json"]);
    const { value, error } = await containerRun(folder, volumes);
    if (one.stops !== undefined) {
      expect(host.code).toBe(2);
      expect([host.stderr, error?.message]).toEqual(Array(2).fill(expect.stringContaining(one.stops)));
      expect(anywhere(host.stderr)).toBe(`drydock: ${error?.message}`);
      return;
    }
    expect(error, host.stderr).toBeUndefined();
    const runs = [JSON.parse(host.stdout) as Run, value as Run];
    for (const { results } of runs) {
      expect(results.map(({ check, verdict }) => `${check} ${verdict}`)).toEqual(one.verdicts);
    }
    expect(host.code).toBe({ passed: 0, skipped: 0, failed: 1, broken: 2 }[runs[0]?.verdict ?? "broken"]);
    const [byHost = [], byContainer = []] = runs.map(saidIn);
    expect(byContainer).toEqual(byHost);
    for (const text of one.told ?? []) expect(byHost).toContainEqual(expect.stringContaining(text));
  });
});

function repositoryOf({ files, links = {}, settings }: SourceCase): string {
  const bytes = Object.entries(files).map(([path, text]) => [path, text && Buffer.from(text, "latin1")] as const);
  const isText = (path: string) => Buffer.from(path, "latin1").equals(Buffer.from(path));
  const folder = project({
    ".config/drydock.json": JSON.stringify({ python: "3.13", ...settings }),
    ...Object.fromEntries(bytes.filter(([path]) => isText(path))),
  });
  for (const [path, text] of bytes.filter(([name]) => !isText(name))) {
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(path, "latin1")]), text ?? "");
  }
  for (const [path, target] of Object.entries(links)) symlinkSync(target, join(folder, path));
  return folder;
}

/** All that a run says, a line each. */
function saidIn({ notices, results }: Run): readonly string[] {
  const ofChecks = results.flatMap(({ check, files, reason, findings, notices: own }) => [
    `${check}: ${files} files`,
    ...(reason === undefined ? [] : [`${check}: ${anywhere(reason)}`]),
    ...own.map((notice) => `${check}: ${notice}`),
    ...findings.map(
      ({ path, line, column, rule, message }) => `${check}: ${path}:${line}:${column} ${rule} ${message}`,
    ),
  ]);
  return [...notices, ...ofChecks];
}

/** The module is handed the config's folder, and so cannot say where that stands. */
function anywhere(text: string): string {
  return text.replaceAll(".config/drydock.json", "drydock.json").replaceAll("in .config.", "in the config folder.");
}

function short({ check, path, line, rule }: Finding): string {
  const inSource = path.replace(/^src\//, "");
  if (check === "format") return inSource;
  return ABOUT_SEVERAL.includes(rule) ? rule : `${inSource}|${line}|${rule}`;
}
