import { expect, test } from "vitest";
import type { Finding } from "../../../src/model.ts";
import { groupsOfCause } from "../../../src/report/sameCause.ts";
import { recordedRun } from "../../support/recordedRun.ts";
import { sampleFinding } from "../../support/sampleRun.ts";

const ruff = (rule: string, message: string, over: Partial<Finding> = {}) =>
  sampleFinding({ check: "ruff", rule, message, ...over });
const lint = (rule: string, message: string, over: Partial<Finding> = {}) =>
  sampleFinding({ check: "lint", rule, message, column: 1, ...over });
const mypy = (rule: string, message: string) => sampleFinding({ check: "typecheck", rule, message });

const said = (...findings: readonly Finding[]) =>
  groupsOfCause(findings).map((group) => group.map(({ check, rule }) => `${rule} (${check})`).join(" = "));

test("what several tools find in a recorded run is told once", () => {
  const findings = recordedRun("findings").results.flatMap((result) => result.findings);
  expect(said(...findings)).toEqual([
    "F401 (ruff) = unused-import (lint)",
    "F841 (ruff) = unused-variable (lint)",
    "undefined-variable (lint) = F821 (ruff)",
    "too-many-function-args (lint)",
    "unformatted (format)",
  ]);
  expect(groupsOfCause(findings).flat()).toHaveLength(findings.length);
});

test.each([
  ["a table of rules", ruff("F821", "Undefined name `a`"), mypy("name-defined", 'Name "a" is not defined')],
  [
    "Ruff's name of a rule that comes from Pylint",
    ruff("PLR0913", "Too many arguments in function definition (7 > 5)", {
      url: "https://docs.astral.sh/ruff/rules/too-many-arguments",
    }),
    lint("too-many-arguments", "Too many arguments (7/5)"),
  ],
  [
    "a syntax error",
    ruff("invalid-syntax", "Expected `)`"),
    lint("syntax-error", "Parsing failed: '(' was never closed"),
  ],
])("two rules have one cause by %s", (_, one, other) => {
  expect(groupsOfCause([one, other])).toHaveLength(1);
});

test("each of several names on a line finds its own", () => {
  const findings = [
    ruff("F401", "`sys` imported but unused"),
    ruff("F401", "`os.path` imported but unused", { column: 13 }),
    lint("unused-import", "Unused import os.path"),
    lint("unused-import", "Unused import sys"),
  ];
  expect(groupsOfCause(findings).map((group) => group.map(({ message }) => message))).toEqual([
    ["`sys` imported but unused", "Unused import sys"],
    ["`os.path` imported but unused", "Unused import os.path"],
  ]);
});

test.each([
  ["on other lines", lint("unused-import", "Unused import os", { line: 2 })],
  ["in other files", lint("unused-import", "Unused import os", { path: "b.py" })],
  ["of another cause", lint("reimported", "Reimport 'os'")],
  ["about another name", lint("unused-import", "Unused import ossaudiodev")],
  ["of the same tool", ruff("F401", "`os` imported but unused", { column: 30 })],
  ["of which only one is new", lint("unused-import", "Unused import os", { state: "new" })],
])("findings %s stay two", (_, other) => {
  expect(groupsOfCause([ruff("F401", "`os` imported but unused"), other])).toHaveLength(2);
});

test("the one that can be mended leads, then the one that weighs most", () => {
  const fix = { safe: true, edits: [] };
  expect(
    said(lint("unused-import", "Unused import os", { severity: "error" }), ruff("F401", "`os` unused", { fix })),
  ).toEqual(["F401 (ruff) = unused-import (lint)"]);
  expect(said(lint("no-member", "No 'a'", { severity: "info" }), mypy("attr-defined", 'No "a"'))).toEqual([
    "attr-defined (typecheck) = no-member (lint)",
  ]);
});
