import { expect, test } from "vitest";
import { parsePylint, pylintScore } from "../../../src/checks/pylint.ts";
import { CONTEXT, outputOf, recordedOutput } from "../../support/recordedReading.ts";

const exit = (code: number) => ({ kind: "exit", code }) as const;
const WARNING = { type: "warning" };

test.each([
  [
    "its score is low",
    exit(4),
    [WARNING],
    8.214_285,
    "Pylint's score is 8.21 out of 10: below fail-under, unless fail-on names one of its messages.",
  ],
  [
    "its score is negative",
    exit(4),
    [WARNING],
    -3.5,
    "Pylint's score is -3.50 out of 10: below fail-under, unless fail-on names one of its messages.",
  ],
  ["it is clean", exit(0), [WARNING], 9.9, undefined],
  ["an error fails it", exit(6), [WARNING, { type: "error" }], 8.2, undefined],
  ["a fatal message fails it", exit(1), [{ type: "fatal" }], 8.2, undefined],
  ["there is nothing to rate", exit(4), [WARNING], 0, undefined],
  ["there is no score", exit(4), [WARNING], undefined, undefined],
  ["it did not end by itself", { kind: "timeout", seconds: 1 } as const, [WARNING], 8.2, undefined],
])("Pylint's score is what it failed by only when it is: %s", (_, end, messages, score, sentence) => {
  expect(pylintScore(end, messages, { score })).toBe(sentence);
});

test("the reading of a report has it", () => {
  const low = { type: "warning", symbol: "x", message: "m", path: "main.py", line: 1, column: 0 };
  const report = { messages: [low], statistics: { messageTypeCount: { warning: 1 }, score: 9.25 } };
  const reading = parsePylint(outputOf(4, JSON.stringify(report)), CONTEXT);
  const sentence = "Pylint's score is 9.25 out of 10: below fail-under, unless fail-on names one of its messages.";
  expect(reading).toHaveProperty("verdict", sentence);
  expect(parsePylint(recordedOutput("pylint", "clean"), CONTEXT)).not.toHaveProperty("verdict");
});
