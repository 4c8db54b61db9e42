import { expect, test } from "vitest";
import { CHECKS, TOOLS } from "../../../src/checks/catalog.ts";
import { rulesOf, sarifDriver } from "../../../src/report/sarifDriver.ts";
import { sampleFinding, sampleResult } from "../../support/sampleRun.ts";

const about = (tools: Readonly<Record<string, string>>) => ({ project: { name: "app" }, version: "1", tools });
const driver = (check: string, tools: Readonly<Record<string, string>> = {}) =>
  sarifDriver(sampleResult({ check, verdict: "passed" }), [], about(tools));
const every = Object.fromEntries(TOOLS.map(({ name }) => [name, `1.0-${name}`]));

test.each(CHECKS.map(({ name }) => name))("the tool of %s is named with its version and its website", (check) => {
  expect(driver(check, every)).toMatchObject({
    name: check,
    version: expect.stringMatching(/^1\.0-/),
    informationUri: expect.stringMatching(/^https:/),
    rules: [],
  });
});

test("the formatter is the one that ran", () => {
  expect(driver("format", { black: "25.9.0", ruff: "0.14.5" })).toMatchObject({ version: "25.9.0" });
  expect(driver("format", { ruff: "0.14.5" })).toMatchObject({
    version: "0.14.5",
    informationUri: expect.stringMatching(/ruff/),
  });
});

test("nothing is made up about a tool that nothing is known of", () => {
  expect(driver("other")).toEqual({ name: "other", rules: [] });
  expect(driver("__proto__", { constructor: "1" })).toEqual({ name: "__proto__", rules: [] });
});

const PYLINT = "https://pylint.example/user_guide/messages/warning/unused-import.html";
const RUFF = "https://ruff.example/rules/unused-import";

test.each([
  [
    { rule: "unused-import", url: PYLINT },
    "UnusedImport",
    "Unused import.",
    "Unused import: X reports it as unused-import.",
    `Explained at ${PYLINT}`,
  ],
  [
    { rule: "F401", url: RUFF },
    "UnusedImport",
    "Unused import.",
    "Unused import: X reports it as F401.",
    `Explained at ${RUFF}`,
  ],
  [{ rule: "misc" }, "MiscRule", "Misc.", "Misc: X reports it as misc.", "The documentation of X explains it."],
  [{ rule: "DL3008" }, undefined, "DL3008.", "X reports DL3008.", "The documentation of X explains it."],
] as const)(
  "a rule is described by its id, or by what its address ends with: %j",
  (finding, name, short, full, help) => {
    const result = sampleResult({ check: "ruff", title: "X", verdict: "failed" });
    expect(sarifDriver(result, rulesOf([sampleFinding(finding)]), undefined)).toMatchObject({
      rules: [
        {
          id: finding.rule,
          shortDescription: { text: short },
          fullDescription: { text: full },
          help: { text: help },
          ...(name === undefined ? {} : { name }),
          ...("url" in finding ? { helpUri: finding.url } : {}),
        },
      ],
    });
  },
);

test("a rule is listed once, with its first valid URL", () => {
  const findings = [
    sampleFinding({ url: "javascript:alert(1)" }),
    sampleFinding({ line: 2, url: "https://docs.example/F401" }),
    sampleFinding({ line: 3, rule: "E501" }),
  ];
  expect(rulesOf(findings)).toEqual([{ id: "F401", url: "https://docs.example/F401" }, { id: "E501" }]);
});
