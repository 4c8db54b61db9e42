import { expect, test } from "vitest";
import { type ColorChoice, terminalStyle } from "../../../local/ui/terminalStyle.ts";
import { PLAIN } from "../../../src/report/style.ts";

test.each<[string, boolean, ColorChoice, Record<string, string>, boolean]>([
  ["a terminal has colour", true, "auto", {}, true],
  ["a pipe has none", false, "auto", {}, false],
  ["a dumb terminal has none", true, "auto", { TERM: "dumb" }, false],
  ["NO_COLOR takes it from a terminal", true, "auto", { NO_COLOR: "1" }, false],
  ["an empty NO_COLOR counts as not set", true, "auto", { NO_COLOR: "" }, true],
  ["FORCE_COLOR gives it to a pipe", false, "auto", { FORCE_COLOR: "1" }, true],
  ["FORCE_COLOR=0 takes it from a terminal", true, "auto", { FORCE_COLOR: "0" }, false],
  ["NO_COLOR wins over FORCE_COLOR", true, "auto", { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
  ["--color always wins over NO_COLOR", false, "always", { NO_COLOR: "1" }, true],
  ["--color never wins over FORCE_COLOR", true, "never", { FORCE_COLOR: "1" }, false],
])("%s", (_, isTTY, choice, env, colored) => {
  const style = terminalStyle({ isTTY }, choice, env);
  expect(style.red("x")).toBe(colored ? "\x1b[31mx\x1b[39m" : "x");
});

test("only a terminal that is not dumb gets hyperlinks", () => {
  expect(terminalStyle({ isTTY: true }, "auto", {}).link?.("F401", "https://a.example")).toBe(
    "\x1b]8;;https://a.example\x1b\\F401\x1b]8;;\x1b\\",
  );
  expect(terminalStyle({ isTTY: false }, "always", {}).link).toBeUndefined();
  expect(terminalStyle({ isTTY: true }, "always", { TERM: "dumb" }).link).toBeUndefined();
  expect(terminalStyle({ isTTY: true }, "never", {})).toBe(PLAIN);
});
