import { expect, test } from "vitest";
import type { CheckSpec } from "../../../src/checks/rows.ts";
import { DrydockError } from "../../../src/errors.ts";
import type { RunEvent } from "../../../src/flow/events.ts";
import { planCheck } from "../../../src/flow/plan.ts";
import { type OpenProject, type RunRequest, run } from "../../../src/flow/run.ts";
import type { Run } from "../../../src/model.ts";
import { drivenExecutor } from "../../support/drivenExecutor.ts";
import { stepThat } from "../../support/judging.ts";
import { planInput } from "../../support/planning.ts";
import { sampleFinding } from "../../support/sampleRun.ts";

const NAMES = ["lint", "format", "typecheck", "ruff"];

/** A check whose tool has found something exactly when its exit code says so. */
function checkNamed(name: string, file = "*.py"): CheckSpec {
  const step = stepThat(
    {},
    {
      parse: ({ end }, { check }) => {
        const findings = end.kind === "exit" && end.code === 1 ? [sampleFinding({ check })] : [];
        return { findings, problems: [], notices: [] };
      },
    },
  );
  const row = {
    name,
    title: name.toUpperCase(),
    summary: "",
    inRunAll: true,
    files: [file],
    workspace: "tree",
    application: false,
    replaysFailures: true,
  } as const;
  return { ...row, timeoutSeconds: 5, steps: () => [step], isUnreadable: () => false };
}

/** A source of these files. */
function sourceOf(...paths: readonly string[]): OpenProject["source"] {
  return { prefix: "", name: "src", paths, faults: new Map(), allowEmpty: false };
}

type Begun = Partial<RunRequest> & { readonly source?: OpenProject["source"] };

/** A run that has begun: its checks are ended from outside. */
function begin({ source = sourceOf("a.py"), specs = NAMES.map((name) => checkNamed(name)), ...over }: Begun = {}) {
  const driven = drivenExecutor();
  const events: RunEvent[] = [];
  let clock = 0;
  const input = planInput();
  const finished = run({
    project: { input, source, python: { wanted: "3.13", used: "3.13.1" }, notices: ["a word"] },
    specs,
    plans: specs.map((spec) => planCheck(spec, input)),
    execute: driven.execute,
    failFast: false,
    signal: new AbortController().signal,
    now: () => (clock += 10),
    on: (event) => void events.push(event),
    ...over,
  });
  return { ...driven, events, finished };
}

const verdicts = ({ results }: Run) => results.map(({ check, verdict }) => `${check} ${verdict}`);

/** The events as one line each. */
function told(events: readonly RunEvent[]): readonly string[] {
  return events.map((event) => {
    if (event.type === "check-started") return `${event.type} ${event.check}`;
    if (event.type === "check-finished") return `${event.type} ${event.result.check} ${event.result.verdict}`;
    return event.type;
  });
}

test("all checks begin before any has ended", async () => {
  const { begun, end, finished } = begin();
  expect(begun).toEqual(NAMES);
  for (const name of NAMES) end(name, 0);
  expect((await finished).verdict).toBe("passed");
});

test.each([[NAMES], [[...NAMES].reverse()], [["ruff", "lint", "typecheck", "format"]]])(
  "results come in catalog order when the checks end as %j",
  async (order) => {
    const { end, finished } = begin();
    for (const name of order) end(name, name === "format" ? 1 : 0);
    expect(verdicts(await finished)).toEqual(["lint passed", "format failed", "typecheck passed", "ruff passed"]);
  },
);

test("a failing and a broken check hide no other result", async () => {
  const { end, finished } = begin();
  end("lint", 1);
  end("format", 77);
  end("typecheck", 0);
  end("ruff", 1);
  const result = await finished;
  expect(verdicts(result)).toEqual(["lint failed", "format broken", "typecheck passed", "ruff failed"]);
  expect(result).toMatchObject({ verdict: "broken", totals: { findings: 2 }, notices: ["a word"] });
  expect(result.python).toEqual({ wanted: "3.13", used: "3.13.1" });
});

test("a check that cannot be carried out is broken with the hint, and the others are kept", async () => {
  const { end, reject, finished } = begin();
  reject("lint", new DrydockError("broken", "The environment of pylint can't be made.", "Check the network."));
  reject("format", new TypeError("no such thing"));
  reject("typecheck", "a string");
  end("ruff", 1);
  const { results } = await finished;
  expect(results.map(({ verdict, reason }) => [verdict, reason])).toEqual([
    ["broken", "The environment of pylint can't be made.\nCheck the network."],
    ["broken", "no such thing"],
    ["broken", "a string"],
    ["failed", undefined],
  ]);
});

test("a check without a plan is broken alone", async () => {
  const plans = [planCheck(checkNamed("ruff"), planInput())];
  const { end, finished } = begin({ specs: [checkNamed("lint"), checkNamed("ruff")], plans });
  end("ruff", 0);
  const results = [{ verdict: "broken", reason: "There is no plan for lint." }, { verdict: "passed" }];
  expect((await finished).results).toMatchObject(results);
});

test.each([
  ["failed", 1],
  ["broken", 77],
])("with --fail-fast the rest is skipped once a check %s, and says why", async (verdict, code) => {
  const { end, finished } = begin({ failFast: true });
  end("ruff", 0);
  end("format", code);
  const result = await finished;
  expect(verdicts(result)).toEqual(["lint skipped", `format ${verdict}`, "typecheck skipped", "ruff passed"]);
  expect(result.results[0]?.reason).toBe(`format ${verdict} and --fail-fast was given`);
  expect(result.verdict).toBe(verdict);
});

test("with --fail-fast nothing is skipped while all passes", async () => {
  const { end, finished } = begin({ failFast: true });
  for (const name of NAMES) end(name, 0);
  expect((await finished).totals).toMatchObject({ passed: 4, skipped: 0 });
});

test("without --fail-fast a failure ends no other check", async () => {
  const { end, events, finished } = begin();
  end("lint", 1);
  // Told of the failure before the others end: what they were told to do, they have been told by now.
  await until(() => told(events).includes("check-finished lint failed"));
  for (const name of NAMES.slice(1)) end(name, 0);
  expect((await finished).totals).toMatchObject({ failed: 1, passed: 3 });
});

test("an abort rejects with the kind interrupted, whatever has ended", async () => {
  const interruption = new AbortController();
  const { end, finished, events } = begin({ signal: interruption.signal });
  end("lint", 0);
  interruption.abort(new Error("Ctrl-C"));
  await expect(finished).rejects.toMatchObject({ name: "DrydockError", kind: "interrupted" });
  expect(told(events)).not.toContain("run-finished");
});

test("an abort at the last moment of a green run does not give a green result", async () => {
  const interruption = new AbortController();
  const { end, finished } = begin({ signal: interruption.signal });
  for (const name of NAMES) end(name, 0);
  interruption.abort();
  await expect(finished).rejects.toMatchObject({ kind: "interrupted" });
});

test("a run that was aborted before it began starts nothing", async () => {
  const { begun, finished } = begin({ signal: AbortSignal.abort() });
  await expect(finished).rejects.toMatchObject({ kind: "interrupted" });
  expect(begun).toEqual([]);
});

test("events come in the order of what happens, and the last one holds the run", async () => {
  const { end, events, finished } = begin();
  expect(events[0]).toEqual({
    type: "run-started",
    checks: NAMES.map((name) => ({ check: name, title: name.toUpperCase() })),
  });
  for (const [index, name] of ["ruff", "lint", "format", "typecheck"].entries()) {
    end(name, index % 2);
    await until(() => told(events).some((line) => line.startsWith(`check-finished ${name}`)));
  }
  const result = await finished;
  expect(told(events)).toEqual([
    "run-started",
    ...NAMES.map((name) => `check-started ${name}`),
    "check-finished ruff passed",
    "check-finished lint failed",
    "check-finished format passed",
    "check-finished typecheck failed",
    "run-finished",
  ]);
  expect(events.at(-1)).toEqual({ type: "run-finished", run: result });
});

test("where there is nothing to check at all every check is broken, and nothing begins", async () => {
  const { begun, events, finished } = begin({ source: sourceOf("a.txt") });
  const reason = expect.stringMatching(/^Nothing was checked: there is no \.py file in src\./);
  expect(await finished).toMatchObject({ verdict: "broken", results: Array(4).fill({ verdict: "broken", reason }) });
  expect([begun, told(events)]).toEqual([[], expect.not.arrayContaining(["check-started lint"])]);
});

test("a check without files is skipped by itself, and the others run", async () => {
  const specs = NAMES.map((name) => checkNamed(name, name === "format" ? "*.x" : "*.py"));
  const { begun, end, finished } = begin({ specs });
  for (const name of begun) end(name, 0);
  const result = await finished;
  expect(verdicts(result)).toEqual(["lint passed", "format skipped", "typecheck passed", "ruff passed"]);
  expect(result).toMatchObject({ verdict: "passed", results: [{}, { reason: "There is no .x file in src" }, {}, {}] });
});

test("a file that breaks its checks breaks these alone, and what they found is kept", async () => {
  const specs = NAMES.map((name) => checkNamed(name, name === "format" ? "*.x" : "*.py"));
  const faults = new Map([["src/nul.py", "nul" as const]]);
  const { begun, end, finished } = begin({ specs, source: { ...sourceOf("src/nul.py", "src/b.x"), faults } });
  for (const name of begun) end(name, name === "lint" ? 1 : 0);
  const result = await finished;
  expect(verdicts(result)).toEqual(["lint broken", "format passed", "typecheck broken", "ruff broken"]);
  const reason = expect.stringMatching(/^src\/nul\.py contains a NUL byte, which Python source must not\./);
  expect(result.results[0]).toMatchObject({ reason, findings: [{ check: "lint" }] });
});

test("the formatters are brought together before anybody reads the run", async () => {
  const opinion = stepThat({ findings: [sampleFinding({ rule: "unformatted" })] }, { role: "opinion", id: "other" });
  const ruff: CheckSpec = { ...checkNamed("ruff"), steps: () => [stepThat({}), opinion] };
  const { end, events, finished } = begin({ specs: [checkNamed("format"), ruff] });
  end("format", 0);
  end("ruff", 0, 1);
  expect((await finished).results[1]?.findings).toMatchObject([{ rule: "formatters-disagree", severity: "info" }]);
  expect(events.at(-1)).toMatchObject({ run: { verdict: "passed", totals: { findings: 1 } } });
});

/** Lets pending promises go on until it is so; a run that never gets there fails by its number of turns. */
async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; !isSo(); turn += 1) {
    if (turn > 1000) throw new Error("It never came to be so.");
    await Promise.resolve();
  }
}
