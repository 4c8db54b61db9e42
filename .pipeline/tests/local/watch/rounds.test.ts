import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { type Round, rounds } from "../../../local/watch/rounds.ts";

/** Rounds whose work is done when the test says so, or abandoned. */
function driven() {
  const begun: Round[] = [];
  let finish: () => void = () => {};
  const all = rounds(
    (round, signal) =>
      new Promise((resolve) => {
        begun.push(round);
        finish = () => resolve(true);
        signal.addEventListener("abort", () => resolve(false));
      }),
  );
  return {
    ...all,
    begun,
    finish: async () => {
      finish();
      await turn();
    },
  };
}

const check = (paths: readonly string[], anew = false): Round => ({ kind: "check", paths, anew });
const FIX: Round = { kind: "fix", paths: [], anew: false };

test("a change begins a round, and the next waits for another change", async () => {
  const { begun, changed, finish } = driven();
  changed(["a"]);
  await turn();
  await finish();
  expect(begun).toEqual([check(["a"])]);
  changed(["b"]);
  await turn();
  expect(begun).toEqual([check(["a"]), check(["b"])]);
});

test("a change abandons the check in progress, and what that was about is not forgotten", async () => {
  const { begun, changed, again } = driven();
  changed(["b"]);
  await turn();
  changed(["a"]);
  await turn();
  again();
  await turn();
  expect(begun).toEqual([check(["b"]), check(["a", "b"]), check(["a", "b"], true)]);
});

test("a fix is never abandoned for a change, which is checked after it", async () => {
  const { begun, changed, fix, finish } = driven();
  fix();
  await turn();
  changed(["a"]);
  await turn();
  expect(begun).toEqual([FIX]);
  await finish();
  expect(begun).toEqual([FIX, check(["a"])]);
});

test("a fix goes before the check in progress, which is made up for", async () => {
  const { begun, changed, fix, finish } = driven();
  changed(["a"]);
  await turn();
  fix();
  await turn();
  await finish();
  expect(begun).toEqual([check(["a"]), FIX, check(["a"])]);
});

test("a dropped check is not made up for", async () => {
  const { begun, changed, drop } = driven();
  changed(["a"]);
  await turn();
  drop();
  await turn();
  changed(["b"]);
  await turn();
  expect(begun).toEqual([check(["a"]), check(["b"])]);
});

test("the end abandons what is in progress, a fix too, and nothing begins after it", async () => {
  const { begun, changed, fix, end } = driven();
  fix();
  await turn();
  changed(["a"]);
  await end();
  changed(["b"]);
  await turn();
  expect(begun).toEqual([FIX]);
});
