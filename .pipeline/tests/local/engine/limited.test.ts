import { expect, test } from "vitest";
import { limited } from "../../../local/engine/openEngine.ts";
import { drivenExecutor } from "../../support/drivenExecutor.ts";
import { samplePlan } from "../../support/samplePlan.ts";

const NAMES = ["lint", "format", "typecheck", "ruff"];

function start(most: number, signal = new AbortController().signal) {
  const driven = drivenExecutor();
  const execute = limited(driven.execute, most);
  return { ...driven, ended: NAMES.map((check) => execute(samplePlan({ check }), signal)) };
}

test("no more begin at once than may, and the others follow in the order they came", async () => {
  const { begun, end, ended, whenBegun } = start(2);
  expect(begun).toEqual(["lint", "format"]);
  end("format", 0);
  await whenBegun("typecheck");
  expect(begun).toEqual(["lint", "format", "typecheck"]);
  end("lint", 0);
  await whenBegun("ruff");
  end("ruff", 0);
  end("typecheck", 0);
  expect(await Promise.all(ended)).toHaveLength(4);
});

test("one that fails makes room, too", async () => {
  const { reject, end, ended, whenBegun } = start(1);
  reject("lint", new Error("no environment"));
  await whenBegun("format");
  await expect(ended[0]).rejects.toThrow("no environment");
  for (const name of NAMES.slice(1)) {
    await whenBegun(name);
    end(name, 0);
  }
  expect(await Promise.all(ended.slice(1))).toHaveLength(3);
});

test("room that was not used is there later", async () => {
  const driven = drivenExecutor();
  const execute = limited(driven.execute, 2);
  const { signal } = new AbortController();
  const first = execute(samplePlan({ check: "lint" }), signal);
  driven.end("lint", 0);
  await first;
  const rest = ["format", "ruff"].map((check) => execute(samplePlan({ check }), signal));
  expect(driven.begun).toEqual(["lint", "format", "ruff"]);
  driven.end("format", 0);
  driven.end("ruff", 0);
  await Promise.all(rest);
});

test("without a limit all begin at once", () => {
  expect(start(Number.POSITIVE_INFINITY).begun).toEqual(NAMES);
});

test("what waits when the run is aborted never begins", async () => {
  const stop = new AbortController();
  const { begun, ended } = start(1, stop.signal);
  stop.abort(new Error("Ctrl-C"));
  expect(await Promise.allSettled(ended)).toMatchObject(
    NAMES.map(() => ({ status: "rejected", reason: stop.signal.reason })),
  );
  expect(begun).toEqual(["lint"]);
});
