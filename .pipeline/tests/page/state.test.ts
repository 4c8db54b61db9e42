import fc from "fast-check";
import { expect, test } from "vitest";
import { formatHash, parseHash, START, type State } from "../../page/state.ts";

const CHECKS = ["lint", "format", "ruff"];

test("the page as it opens has no hash", () => {
  expect(formatHash(START)).toBe("");
  expect(parseHash("", CHECKS)).toEqual(START);
});

test("a hash is readable", () => {
  const state: State = {
    ...START,
    query: "a b",
    group: "rule",
    severities: ["error", "info"],
    checks: ["lint"],
    page: 2,
  };
  expect(formatHash(state)).toBe("q=a+b&group=rule&severity=error,info&check=lint&page=2");
});

test("every state comes back from its hash", () => {
  const state = fc.record<State>({
    query: fc.string({ unit: "grapheme" }),
    group: fc.constantFrom("file", "rule"),
    severities: fc.subarray(["error", "warning", "info"]),
    checks: fc.subarray(CHECKS),
    failing: fc.boolean(),
    page: fc.integer({ min: 1, max: 999 }),
    at: fc.option(fc.nat(20_000), { nil: undefined }),
    letters: fc.boolean(),
  });
  fc.assert(
    fc.property(state, (one) => {
      expect(parseHash(`#${formatHash(one)}`, CHECKS)).toEqual(one);
    }),
  );
});

test("what makes no sense is as if it were not there", () => {
  expect(parseHash("#group=x&severity=fatal,&check=__proto__&page=-2&at=1e3&keys=1&%", CHECKS)).toEqual(START);
});
