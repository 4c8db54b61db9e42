import { expect, test } from "vitest";
import { endOf } from "../../../src/report/endOf.ts";
import { sampleFinding } from "../../support/sampleRun.ts";

// The finding begins in line 5, column 8.
test.each([
  [{}, undefined],
  [
    { endLine: 5, endColumn: 8 },
    { endLine: 5, endColumn: 8 },
  ],
  [{ endLine: 5, endColumn: 7 }, undefined],
  [
    { endLine: 6, endColumn: 1 },
    { endLine: 6, endColumn: 1 },
  ],
  [{ endLine: 4, endColumn: 9 }, undefined],
  [{ endLine: 5 }, { endLine: 5 }],
  [{ endColumn: 9 }, { endLine: 5, endColumn: 9 }],
])("with %j a finding ends at %j", (over, end) => {
  expect(endOf(sampleFinding({ line: 5, column: 8, ...over }))).toEqual(end);
});
