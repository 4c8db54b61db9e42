import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Verdict } from "../../src/model.ts";
import { renderText } from "../../src/report/text.ts";
import { outcome, type ShellWorld, shellWorld } from "../support/daggerShell.ts";
import { sampleFinding, sampleResult, sampleRun } from "../support/sampleRun.ts";

const python = ["/usr/bin/python3", "/usr/local/bin/python3"].find((path) => existsSync(path));

let world: ShellWorld;
let scratch: string;
beforeEach(async () => {
  world = await shellWorld();
  scratch = join(world.bin, "..", "scratch");
  mkdirSync(scratch);
});
afterEach(() => world.close());

/** A dagger that prints that on its standard error, then ends with the code. */
function daggerThat(code: number, said = "", printed = "") {
  writeFileSync(join(world.bin, "..", "said"), said);
  writeFileSync(join(world.bin, "..", "printed"), printed);
  const folder = join(world.bin, "..");
  world.program("dagger", `cat '${folder}/printed'; cat '${folder}/said' >&2; exit ${code}`);
}

const run = () => world.run(["dagger", "call", "a b"], { TMPDIR: scratch }, "verdict.sh");

/** The report of a run whose checks have these verdicts. */
function report(...verdicts: readonly Verdict[]): string {
  const names = ["lint", "format", "typecheck", "ruff"] as const;
  const findings = [sampleFinding({ check: "lint" })];
  const results = verdicts.map((verdict, at) =>
    sampleResult({ check: names[at] ?? "test", verdict, ...(verdict === "failed" ? { findings } : {}) }),
  );
  return renderText(sampleRun(results));
}

/** What cmd/dagger/functions.go of v0.21.8 prints where an exec ended with a code: all of it on the standard error. */
const execError = (code: number, output: string) =>
  `\nError: exit code: ${code} [traceparent:0-1]\nRun 'dagger call verdict stdout --help' for usage.\nStdout:\n${output.trim()}\n`;

describe("a call of Dagger by verdict.sh", () => {
  it("is clean with 0, with its words as they were and the report on the standard output", async () => {
    daggerThat(0, "", report("passed"));
    const { calls, code, stdout, stderr } = await run();
    expect(calls).toEqual([["dagger", "call", "a b"]]);
    expect([code, stdout, stderr]).toEqual([0, report("passed"), ""]);
  });

  it.each([
    ["failed alone", ["failed"]],
    ["failed after one that passed", ["passed", "failed"]],
    ["failed before one that was skipped", ["failed", "skipped"]],
  ] as const)("has found something with 1 and a report: a check %s", async (_, verdicts) => {
    daggerThat(1, execError(1, report(...verdicts)));
    expect(await run()).toMatchObject({ code: 1, stdout: "", stderr: execError(1, report(...verdicts)) });
  });

  it("is broken with 2, and where a fix throws a report that says so", async () => {
    daggerThat(2, execError(2, report("failed", "broken")));
    expect((await run()).code).toBe(2);
    daggerThat(1, `Error: ${report("passed", "broken")}`);
    expect((await run()).code).toBe(2);
    daggerThat(1, `Error: ${report("passed", "failed")} [traceparent:0-1]\n`);
    expect((await run()).code).toBe(1);
  });

  it.each([
    ["nothing at all", ""],
    ["that no engine answers", "Error: start engine: failed to connect\n"],
    ["what the base image needs", "Error: The base image python:3.13-slim could not be used\n  fetch failed\n"],
    ["a line that only looks like a verdict", "Error: npm ended\nfetch failed\ntest failed (1 in 1 file)\n"],
    ["a module that could not be loaded", execError(1, "node:internal/modules\nERR_MODULE_NOT_FOUND")],
  ])("is broken where Dagger ends with 1 and says %s", async (_, said) => {
    daggerThat(1, said);
    expect(await run()).toMatchObject({ code: 2, stderr: said });
  });

  it.each([3, 125, 126, 127, 137])("is broken where it ends with %i, whatever it says", async (code) => {
    daggerThat(code, execError(1, report("failed")));
    expect((await run()).code).toBe(2);
  });

  it("leaves nothing behind", async () => {
    daggerThat(1, execError(1, report("failed")));
    await run();
    expect(readdirSync(scratch)).toEqual([]);
  });

  it("hands a signal on, waits for the call to end, and ends with its code", async () => {
    world.program("dagger", 'trap "echo ended; exit 143" TERM; echo ready; while :; do :; done');
    const child = world.start(["dagger"], { TMPDIR: scratch }, "verdict.sh");
    child.stdout?.once("data", () => child.kill("SIGTERM"));
    expect(await outcome(child)).toMatchObject({ code: 143, stdout: "ready\nended\n" });
    expect(readdirSync(scratch)).toEqual([]);
  });

  it.skipIf(python === undefined)("keeps the live view, and so Dagger's own code, on a terminal", async () => {
    world.program("dagger", "[ -t 2 ] && echo live; exit 1");
    const script = join(scratch, "terminal.py");
    writeFileSync(script, "import os, pty, sys\nsys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))\n");
    const words = [script, join(world.checkout, ".docker/verdict.sh"), "dagger"];
    const child = spawn(python as string, words, { env: { PATH: world.bin, TMPDIR: scratch } });
    expect(await outcome(child)).toMatchObject({ code: 1, stdout: expect.stringContaining("live") });
  });
});
