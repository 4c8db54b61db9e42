import { expect, test } from "vitest";
import { type Campaign, carryOut } from "../../faults/campaign.ts";
import type { Kind } from "../../faults/kind.ts";
import { table } from "../../faults/table.ts";

const kind = (name: string, more: Partial<Kind> = {}): Kind => {
  return { name, title: `what ${name} does`, trial: async () => undefined, ...more };
};

/** A campaign in which each trial of `slow` takes three times as long as one of `quick`. */
function campaign(own: Partial<Campaign> = {}) {
  let clock = 0;
  const done: string[] = [];
  const whole: Campaign = {
    kinds: [kind("slow"), kind("quick")],
    seed: 10,
    trials: 100,
    attempt: async ({ name }, seed) => {
      clock += name === "slow" ? 3000 : 1000;
      done.push(`${name} ${seed}`);
      return name === "quick" && seed === 11 ? "a file\n  has | gone" : undefined;
    },
    now: () => clock,
    left: () => 12_000 - clock,
    ...own,
  };
  return { whole, done };
}

test("the time is shared out alike, and each trial of a kind has the next seed", async () => {
  const { whole, done } = campaign();
  const outcomes = await carryOut(whole);
  expect(outcomes.map(({ name, trials, ms }) => [name, trials, ms])).toEqual([
    ["slow", 2, 6000],
    ["quick", 6, 6000],
  ]);
  expect(done.slice(0, 5)).toEqual(["slow 10", "quick 10", "quick 11", "quick 12", "slow 11"]);
});

test("a kind has no more trials than asked for, and none where it lacks something", async () => {
  const { whole, done } = campaign({ kinds: [kind("slow"), kind("rooted", { lacks: () => "no root" })], trials: 1 });
  const outcomes = await carryOut(whole);
  expect(done).toEqual(["slow 10"]);
  expect(table(outcomes)).toContain("| rooted | what rooted does; not tried: no root | 0 | 0 | 0 s |");
});

test("a kind that there was no time for does not look as if nothing was wrong with it", async () => {
  const { whole } = campaign({ left: () => 0 });
  expect(table(await carryOut(whole))).toContain(
    "| slow | what slow does; not tried: there was no time | 0 | 0 | 0 s |",
  );
});

test("the table counts the failures, says each with its seed in one line, and how to repeat one", async () => {
  const { whole } = campaign();
  const text = table(await carryOut(whole));
  expect(text).toContain("| quick | what quick does | 6 | **1** | 6 s |\n| all |  | 8 | 1 | 12 s |\n");
  expect(text).toContain("\n- quick, seed 11: a file ⏎ has | gone\n");
  expect(text).toContain('make faults ARGS="--only quick --seed 11 --trials 1 --keep"');
});
