import fc from "fast-check";
import { expect, test } from "vitest";
import { fingerprintIn, formatHash, parseHash, type State, startOf } from "../../page/state.ts";

const CHECKS = ["lint", "format", "ruff"];
const START = startOf(false);

test("the page as it opens has no hash", () => {
  expect(formatHash(START, START)).toBe("");
  expect(parseHash("", CHECKS, START)).toEqual(START);
});

test("a hash is readable", () => {
  const state: State = {
    ...START,
    query: "a b",
    group: "rule",
    severities: ["error", "info"],
    checks: ["lint"],
    rule: "lint/unused-import",
    page: 2,
  };
  expect(formatHash(state, START)).toBe(
    "q=a+b&group=rule&severity=error,info&check=lint&rule=lint/unused-import&page=2",
  );
});

test("every state comes back from its hash", () => {
  const state = fc.record<State>({
    query: fc.string({ unit: "grapheme" }),
    group: fc.constantFrom("file", "rule"),
    severities: fc.subarray(["error", "warning", "info"]),
    checks: fc.subarray(CHECKS),
    show: fc.constantFrom("all", "failing", "notes", "new", "existing", "fixed"),
    rule: fc.option(fc.string({ unit: "grapheme" }), { nil: undefined }),
    path: fc.option(fc.string({ unit: "grapheme" }), { nil: undefined }),
    page: fc.integer({ min: 1, max: 999 }),
    at: fc.option(fc.nat(20_000), { nil: undefined }),
    letters: fc.boolean(),
  });
  fc.assert(
    fc.property(state, fc.boolean(), (one, compared) => {
      const start = startOf(compared);
      expect(parseHash(`#${formatHash(one, start)}`, CHECKS, start)).toEqual(one);
    }),
  );
});

test("what makes no sense is as if it were not there", () => {
  expect(
    parseHash("#group=x&severity=fatal,&check=__proto__&page=-2&at=1e3&keys=1&show=gone&%", CHECKS, START),
  ).toEqual(START);
});

test("what is new is shown first in a run that was compared", () => {
  expect(parseHash("", CHECKS, startOf(true)).show).toBe("new");
  expect(formatHash({ ...startOf(true), show: "all" }, startOf(true))).toBe("show=all");
});

test("an address may name a finding by its fingerprint, whole or the start of it", () => {
  expect(fingerprintIn("#finding-0123ab")).toBe("0123ab");
  expect(fingerprintIn(`#finding-${"0f".repeat(32)}`)).toBe("0f".repeat(32));
  for (const hash of ["#finding-12", "#finding-0123AB", "#finding-0123ab&x", "#at=3", ""]) {
    expect(fingerprintIn(hash)).toBeUndefined();
  }
});
