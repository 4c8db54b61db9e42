import { expect, test } from "vitest";
import { cachedExecutor } from "../../../local/cache/cachedExecutor.ts";
import { drivenExecutor } from "../../support/drivenExecutor.ts";
import { executionOf, exit, outputOf } from "../../support/judging.ts";
import { samplePlan } from "../../support/samplePlan.ts";

const stored = { ...executionOf(outputOf("mypy", exit(0))), cached: true };
const { signal } = new AbortController();

test("what is stored is replayed, and nothing begins or is kept", async () => {
  const { begun, execute } = drivenExecutor();
  const cached = cachedExecutor(
    execute,
    () => stored,
    async () => expect.fail("kept"),
  );
  expect(await cached(samplePlan(), signal)).toBe(stored);
  expect(begun).toEqual([]);
});

test("what is not stored is carried out, kept, and given as it is", async () => {
  const { execute, end } = drivenExecutor();
  const kept: unknown[] = [];
  const cached = cachedExecutor(
    execute,
    () => undefined,
    async (plan, execution) => void kept.push(plan.check, execution),
  );
  const running = cached(samplePlan(), signal);
  end("typecheck", 1);
  const execution = await running;
  expect(execution).toMatchObject({ cached: false, outputs: [{ end: exit(1) }] });
  expect(kept).toEqual(["typecheck", execution]);
});

test("what could not be carried out is not kept", async () => {
  const { execute, reject } = drivenExecutor();
  const cached = cachedExecutor(
    execute,
    () => undefined,
    async () => expect.fail("kept"),
  );
  const running = cached(samplePlan(), signal);
  reject("typecheck", new Error("no environment"));
  await expect(running).rejects.toThrow("no environment");
});
