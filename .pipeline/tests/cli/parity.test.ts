import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Finding, Run } from "../../src/model.ts";
import { drydock } from "../support/callCli.ts";
import { project, ROOT, TEST_CACHE, temporary } from "../support/cli.ts";
import { ABOUT_SEVERAL, rawFindings } from "../support/rawFindings.ts";

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

function short({ check, path, line, rule }: Finding): string {
  const inSource = path.replace(/^src\//, "");
  if (check === "format") return inSource;
  return ABOUT_SEVERAL.includes(rule) ? rule : `${inSource}|${line}|${rule}`;
}
