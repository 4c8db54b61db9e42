import { expect, test } from "vitest";
import { seeded } from "../../faults/random.ts";

const hundred = (seed: number) => {
  const { between } = seeded(seed);
  return Array.from({ length: 100 }, () => between(3, 7));
};

test("the same seed gives the same chances, and another seed others", () => {
  expect(hundred(7)).toEqual(hundred(7));
  expect(hundred(7)).not.toEqual(hundred(8));
});

test("every number from the least to the most comes up, and no other", () => {
  expect([...new Set(hundred(1))].sort()).toEqual([3, 4, 5, 6, 7]);
});

test("what is true once in four times is true about once in four times", () => {
  const { oneIn } = seeded(3);
  const often = Array.from({ length: 4000 }, () => oneIn(4)).filter(Boolean).length;
  expect(often).toBeGreaterThan(900);
  expect(often).toBeLessThan(1100);
});
