import { describe, expect, it } from "vitest";
import { checkSpec } from "../../../src/checks/catalog.ts";
import { containerEngine } from "../../../src/dagger/containerEngine.ts";
import { execute } from "../../../src/flow/execute.ts";
import { planCheck } from "../../../src/flow/plan.ts";
import type { Asked } from "../../support/daggerEndpoint.ts";
import { container, directory, toolArgv, withEngine } from "../../support/daggerModule.ts";
import { planInput } from "../../support/planning.ts";

const plan = planCheck(checkSpec("format"), planInput({}, { timeout: { format: 90 } }));

/** Carries the plan out while each command of a tool takes so long and each environment an hour. */
async function afterSeconds(seconds: number, exitCode: number) {
  let now = 0;
  const first = (asked: Asked) => {
    if (asked.leaf !== "sync") return undefined;
    now += toolArgv(asked) === undefined ? 3_600_000 : seconds * 1000;
    const exec = { exitCode, stdout: "so far", stderr: "" };
    return toolArgv(asked) === undefined || exitCode === 0 ? undefined : { error: "did not complete", exec };
  };
  const world = {
    base: container("BASE"),
    python: "3.13.5",
    root: directory("ROOT"),
    paths: ["src/main.py"],
    configText: () => "",
    ownLocks: {},
    application: undefined,
    cores: 2,
    now: () => now,
  };
  const { value } = await withEngine(
    { first },
    async () => (await execute(containerEngine(world), plan, new AbortController().signal)).execution,
  );
  return value;
}

describe("the time limit in a container", () => {
  it("is what ended a command that was killed when its time was over", async () => {
    const execution = await afterSeconds(90, 137);
    expect(execution?.outputs[0]).toMatchObject({ end: { kind: "timeout", seconds: 90 }, stdout: "so far" });
  });

  it("did not end a command that was killed before", async () => {
    expect((await afterSeconds(89, 137))?.outputs[0]?.end).toEqual({ kind: "signal", name: "SIGKILL" });
  });

  it("did not end a command that crashed late", async () => {
    expect((await afterSeconds(91, 139))?.outputs[0]?.end).toEqual({ kind: "signal", name: "SIGSEGV" });
  });

  it("does not count the time that the environment takes, nor does the duration", async () => {
    const execution = await afterSeconds(7, 0);
    expect(execution).toMatchObject({
      durationMs: 7000,
      cwd: "/app",
      outputs: [{ end: { kind: "exit", code: 0 } }],
    });
  });
});
