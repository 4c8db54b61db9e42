import { expect, test } from "vitest";
import { DEFAULT_SETTINGS, override } from "../../../src/flow/settings.ts";

const KNOWN = ["lint", "ruff"];
const SETTINGS = { ...DEFAULT_SETTINGS, checks: ["lint"], gates: { lint: "error", ruff: "error" } } as const;

test("overrides replace the settings, and the rest stays", () => {
  const said = { python: "3.12", checks: ["ruff"], gates: ["ruff=never"] };
  expect(override(SETTINGS, said, KNOWN)).toEqual({
    ...SETTINGS,
    python: "3.12",
    checks: ["ruff"],
    gates: { lint: "error", ruff: "never" },
  });
});

test("what is left out says nothing, nor does an empty list", () => {
  expect(override(SETTINGS, {}, KNOWN)).toEqual(SETTINGS);
  expect(override(SETTINGS, { python: undefined, checks: [], gates: [] }, KNOWN)).toEqual(SETTINGS);
});

test.each([
  [{ python: "4" }, 'python must be a Python version 3.8 or newer, as major.minor in quotes ("3.13"), but is "4"'],
  [{ python: "" }, 'but is ""'],
  [{ checks: ["lnit"] }, 'checks[0] must be one of lint, ruff, but is "lnit": did you mean "lint"?'],
  [{ gates: ["lint"] }, 'gates.lint must be one of error, warning, info, never, but is ""'],
  [{ gates: ["lint=all"] }, 'gates.lint must be one of error, warning, info, never, but is "all"'],
  [{ gates: ["lint=error=no"] }, 'but is "lint=error=no"'],
  [{ gates: ["lint=error", "ruff=never", "lint=never"] }, "gates.lint was given more than once"],
  [{ gates: ["__proto__=error"] }, 'Unknown check "__proto__" in gates'],
])("%j is refused in words", (said, sentence) => {
  expect(() => override(SETTINGS, said, KNOWN)).toThrow(sentence);
});
