import { expect, test } from "vitest";
import type { Engine } from "../../../src/flow/engine.ts";
import { execute } from "../../../src/flow/execute.ts";
import type { Output, Step } from "../../../src/model.ts";
import { exit } from "../../support/judging.ts";
import { samplePlan, sampleStep } from "../../support/samplePlan.ts";

const { signal } = new AbortController();
const CLEAN = { end: exit(0), stdout: "", stderr: "" };

/** An engine whose commands take so many seconds and end so; it tells what was asked of it. */
function engineOf(run: (argv: readonly string[]) => { readonly seconds?: number } & Partial<Omit<Output, "step">>) {
  let clock = 0;
  const asked: string[] = [];
  const engine: Engine<string> = {
    configFolder: ".config",
    configText: async () => "",
    now: () => clock,
    open: async () => ({
      cwd: "/app/src",
      prepare: async (step) => {
        // An environment that takes an hour is no part of the tool's time.
        clock += 3_600_000;
        if (step.tool === "gone") throw new Error("no network");
        return async (argv, msLeft) => {
          const { seconds = 0, ...ended } = run(argv);
          asked.push(`${argv.join(" ")} within ${msLeft / 1000} s`);
          clock += seconds * 1000;
          return { ...CLEAN, ...ended };
        };
      },
      tree: () => "the tree",
      close: () => asked.push("closed"),
    }),
  };
  const plan = (...steps: readonly Partial<Step>[]) =>
    samplePlan({ timeoutSeconds: 90, steps: steps.map((step, at) => sampleStep({ id: `step-${at}`, ...step })) });
  return { asked, carryOut: (...steps: readonly Partial<Step>[]) => execute(engine, plan(...steps), signal) };
}

test("one time limit covers all steps, is reported as it was set, and does not include preparation", async () => {
  const { asked, carryOut } = engineOf(([word]) =>
    word === "slow" ? { end: { kind: "timeout", seconds: 60 } } : { seconds: 30 },
  );
  const { execution, tree } = await carryOut({ argv: ["quick"] }, { argv: ["slow"] });
  expect(asked).toEqual(["quick within 90 s", "slow within 60 s", "closed"]);
  expect(execution.outputs[1]?.end).toEqual({ kind: "timeout", seconds: 90 });
  expect([execution.durationMs, execution.cwd, tree]).toEqual([30_000, "/app/src", "the tree"]);
});

test("a retry gets the remaining time, and there is only one", async () => {
  const { asked, carryOut } = engineOf(() => ({ seconds: 20, stdout: "no worker", end: exit(2) }));
  await carryOut({ argv: ["one"], retry: { when: "no worker", argv: ["one", "alone"] } });
  expect(asked).toEqual(["one within 90 s", "one alone within 70 s", "closed"]);
});

test("a blocking step that did not end by itself is the last one, and one that has only an opinion is not", async () => {
  const { asked, carryOut } = engineOf(() => ({ end: { kind: "signal", name: "SIGKILL" } }));
  await carryOut({ argv: ["other"], role: "opinion" }, { argv: ["gate"] }, { argv: ["never"] });
  expect(asked.map((line) => line.split(" ", 1)[0])).toEqual(["other", "gate", "closed"]);
});

test("a step that cannot be prepared fails the check if it is blocking, and otherwise counts as not started", async () => {
  const { asked, carryOut } = engineOf(() => ({}));
  await expect(carryOut({ argv: ["gate"], tool: "gone" })).rejects.toThrow("no network");
  expect(asked).toEqual(["closed"]);
  const { execution } = await carryOut({ argv: ["gate"] }, { argv: ["other"], role: "opinion", tool: "gone" });
  expect(execution.outputs.map(({ end }) => end)).toEqual([exit(0), { kind: "not-started", reason: "no network" }]);
});
