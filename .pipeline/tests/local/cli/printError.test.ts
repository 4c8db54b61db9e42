import { expect, test } from "vitest";
import { printError } from "../../../local/cli/printError.ts";
import { DrydockError } from "../../../src/errors.ts";
import { keptWorld } from "../../support/cliCall.ts";

test.each<[string, unknown, number]>([
  ["an interruption", new DrydockError("interrupted", "Interrupted."), 130],
  ["misuse", new DrydockError("misuse", "No such folder."), 2],
  ["what is broken", new DrydockError("broken", "No network."), 2],
  ["the unforeseen", new TypeError("x is undefined"), 2],
  ["what is no error", "a string", 2],
])("%s ends with %i", (_, error, code) => {
  expect(printError(error, keptWorld())).toBe(code);
});

test("standard error says what went wrong and what to do", () => {
  const world = keptWorld();
  printError(new DrydockError("misuse", "There is no source folder.", "Name it with --source."), world);
  printError(new DrydockError("broken", "No network."), world);
  expect(world.stderr.written()).toBe(
    "drydock: There is no source folder.\nName it with --source.\ndrydock: No network.\n",
  );
  expect(world.stdout.written()).toBe("");
});

test("an unexpected error is printed with its stack, so that it can be reported", () => {
  const world = keptWorld();
  printError(new TypeError("x is undefined"), world);
  expect(world.stderr.written()).toMatch(/Please report it\.\nTypeError: x is undefined\n {4}at /);
});

test.each(["ENOSPC", "EFBIG"])("a file that the machine refuses with %s is no mistake of Drydock's", (code) => {
  const world = keptWorld();
  printError(Object.assign(new Error(`${code}: no more, write`), { code }), world);
  expect(world.stderr.written()).toMatch(/^drydock: A file could not be written: .*\nFree some space, .*\n$/);
});
