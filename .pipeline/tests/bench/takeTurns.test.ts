import { expect, test } from "vitest";
import { takeTurns } from "../../bench/takeTurns.ts";

const silent = () => {};

test("contenders take turns, each round is begun by another, and a slow one may have fewer", async () => {
  const turns: string[] = [];
  const contender = (name: string, runs?: number) => ({
    ...{ name, before: () => void turns.push(`before ${name}`), run: async () => void turns.push(name) },
    ...(runs === undefined ? {} : { runs }),
  });
  const [fast, slow] = await takeTurns([contender("fast"), contender("slow", 2)], 3, silent);
  expect(turns.filter((turn) => !turn.startsWith("before"))).toEqual(["fast", "slow", "slow", "fast", "fast"]);
  expect(turns.slice(0, 2)).toEqual(["before fast", "fast"]);
  expect([fast.name, fast.values.length, slow.name, slow.values.length]).toEqual(["fast", 3, "slow", 2]);
});

test("a turn that fails is taken again from its beginning, and only the good one counts", async () => {
  const said: string[] = [];
  let prepared = 0;
  const before = () => {
    prepared += 1;
  };
  const run = async () => {
    if (prepared === 1) throw new Error("too busy");
  };
  const [sample] = await takeTurns([{ name: "shaky", before, run }], 1, (line) => void said.push(line));
  expect([sample.values.length, prepared]).toEqual([1, 2]);
  expect(said[0]).toBe("shaky failed, so it gets another turn: too busy");
});

test("what always fails ends the measurement", async () => {
  const run = async () => {
    throw new Error("no such tool");
  };
  await expect(takeTurns([{ name: "broken", run }], 1, silent)).rejects.toThrow("no such tool");
});
