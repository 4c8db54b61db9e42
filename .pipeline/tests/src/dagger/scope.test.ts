import { describe, expect, test } from "vitest";
import { reportFiles, runChecks } from "../../../src/dagger/door.ts";
import { verdictContainer } from "../../../src/dagger/verdict.ts";
import { baselineText } from "../../../src/flow/baseline.ts";
import type { Run } from "../../../src/model.ts";
import { lineHash } from "../../../src/report/fingerprints.ts";
import type { Asked } from "../../support/daggerEndpoint.ts";
import { directory, type Engine, recorded, state, toolArgv, toolOf, withEngine } from "../../support/daggerModule.ts";

const isThen = ({ chain }: Asked) => chain.join().includes("SINCE");

/** Ruff finds something now; on the earlier repository it ends as another recording says. */
function engine(then: string, over: Engine = {}): Engine {
  return {
    ...over,
    tool: (argv) => (toolOf(argv) === "ruff" ? recorded(argv, "findings") : undefined),
    first: (asked) => {
      const tool = toolArgv(asked);
      if (tool === undefined || toolOf(tool) !== "ruff" || !isThen(asked)) return undefined;
      const { code, stdout, stderr } = recorded(tool, then);
      return { exitCode: code, stdout, stderr }[asked.leaf];
    },
  };
}

const SINCE = { since: directory("SINCE") };
const ruffOf = (run: Run | undefined) => run?.results.find(({ check }) => check === "ruff");
const statesOf = (run: Run | undefined) => new Set(ruffOf(run)?.findings.map((finding) => finding.state));

describe("since an earlier repository", () => {
  test("a run fails by what is new alone", async () => {
    const same = await withEngine(engine("findings"), () => runChecks(state(SINCE), "all"));
    expect(same.value).toMatchObject({
      verdict: "passed",
      comparison: { with: "revision", name: "the earlier state" },
    });
    expect([ruffOf(same.value)?.verdict, statesOf(same.value)]).toEqual(["passed", new Set(["existing"])]);
    const fresh = await withEngine(engine("clean"), () => runChecks(state(SINCE), "all"));
    expect([fresh.value?.verdict, statesOf(fresh.value)]).toEqual(["failed", new Set(["new"])]);
  });

  test("its tools run on that repository with the configs of now laid over it", async () => {
    const { asked } = await withEngine(engine("findings"), () => runChecks(state(SINCE), ["ruff"]));
    const ran = asked.filter((one) => one.leaf === "exitCode" && isThen(one)).map(({ chain }) => chain.join("."));
    expect(ran.length).toBeGreaterThan(0);
    const earlier =
      /withDirectory\(path: "\/",source: <SINCE>,exclude: \[([^\]]*)\]\)\.withDirectory\(path: "\/",source: <REPOSITORY[^>]*>,include: \[([^\]]*)\]\)/;
    const [, left = "", laid = ""] = earlier.exec(ran[0] ?? "") ?? [];
    for (const name of ["**/pyproject.toml", "**/setup.cfg", "**/ruff.toml", ".config"]) {
      expect(left).toContain(JSON.stringify(name));
      expect(laid).toContain(JSON.stringify(name));
    }
    expect(left).toContain('"**/.venv"');
  });

  test("a check that was broken then says so", async () => {
    const { value } = await withEngine(engine("config-malformed"), () => runChecks(state(SINCE), ["ruff"]));
    expect(value?.verdict).toBe("failed");
    expect(ruffOf(value)?.notices).toContainEqual(expect.stringContaining("came to no verdict in the earlier state"));
  });

  test("the verdict that ends the call, and the reports, are compared as well", async () => {
    const verdict = await withEngine(engine("findings"), async () => verdictContainer(state(SINCE)));
    expect([verdict.error, verdict.asked.some(isThen)]).toEqual([undefined, true]);
    const reports = await withEngine(engine("findings"), async () => (await reportFiles(state(SINCE), "")).sync());
    expect(reports.asked.some(isThen)).toBe(true);
  });
});

describe("a baseline in the config folder", () => {
  test("lets pass what it has, by the lines that the script reads, and no tool sees it", async () => {
    const plain = await withEngine(engine("clean"), () => runChecks(state(), ["ruff"]));
    const findings = ruffOf(plain.value)?.findings ?? [];
    const lines = Object.fromEntries(
      findings.map(({ path }) => [path, findings.map(({ line }) => [line, `line ${line}`] as const)]),
    );
    const known = findings.map((finding) => ({ finding, line: lineHash(`line ${finding.line}`) }));
    const config = { "baseline.json": baselineText(known) };
    const { value, asked } = await withEngine(engine("clean", { config, lines }), () => runChecks(state(), ["ruff"]));
    expect(value).toMatchObject({ verdict: "passed", comparison: { with: "baseline", name: ".config/baseline.json" } });
    expect(asked.some(({ chain }) => chain.join().includes('filter(exclude: [".config/baseline.json"])'))).toBe(true);
    const changed = await withEngine(engine("clean", { config, lines: {} }), () => runChecks(state(), ["ruff"]));
    expect(changed.value?.verdict).toBe("failed");
  });

  test("that is damaged ends the call", async () => {
    const { error } = await withEngine(engine("clean", { config: { "baseline.json": "{" } }), () =>
      runChecks(state(), ["ruff"]),
    );
    expect(error).toMatchObject({ kind: "misuse", message: expect.stringContaining("baseline.json cannot be used") });
  });
});
