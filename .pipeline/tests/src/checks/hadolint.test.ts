import { describe, expect, test } from "vitest";
import { hadolint, parseHadolint } from "../../../src/checks/hadolint.ts";
import type { PlanInput } from "../../../src/checks/rows.ts";
import { judge } from "../../../src/flow/judge.ts";
import { given, planInput, settingsWith } from "../../support/planning.ts";
import { CONTEXT, describeRecordings, outputOf, recordedOutput } from "../../support/recordedReading.ts";

const POOR = [
  "src/Dockerfile:1:1 warning DL3007",
  "src/Dockerfile:2:1 warning DL3003",
  "src/Dockerfile:2:1 warning DL3008",
  "src/Dockerfile:2:1 info DL3015",
  "src/Dockerfile:3:1 warning DL4006",
  "src/Dockerfile:3:1 info SC2086",
  "src/Dockerfile:4:1 error DL4000",
  "src/Dockerfile:5:1 warning DL3025",
];
const NO_FAIL = /^hadolint found errors, but "no-fail" in its config lets them pass\./;

describeRecordings("hadolint", parseHadolint, {
  "bad-launcher": { problems: [/can't open file/] },
  "bad-option": { files: 1, problems: [/^hadolint gave no verdict on src\/Dockerfile: Invalid option `--bogus'/] },
  "byte-order-mark": { files: 1 },
  clean: { files: 2 },
  "config-formats": {
    files: 1,
    findings: [
      "src/Dockerfile:1:1 warning DL3007",
      "src/Dockerfile:2:1 warning DL3003",
      "src/Dockerfile:2:1 info DL3015",
      "src/Dockerfile:3:1 warning DL4006",
      "src/Dockerfile:3:1 info SC2086",
      "src/Dockerfile:4:1 error DL4000",
      "src/Dockerfile:5:1 warning DL3025",
    ],
  },
  "config-json-format": { files: 1 },
  "config-missing": {
    files: 1,
    problems: [
      /^hadolint gave no verdict on src\/Dockerfile: hadolint: .*does not exist \(No such file or directory\)$/,
    ],
  },
  "config-not-yaml": {
    files: 1,
    problems: [/^hadolint could not read its config hadolint\.yaml: It should contain one of the keys .*\n/],
  },
  "config-of-its-own": {
    files: 1,
    findings: [
      "src/Dockerfile:1:1 warning DL3007",
      "src/Dockerfile:2:1 warning DL3003",
      "src/Dockerfile:2:1 warning DL3008",
      "src/Dockerfile:2:1 info DL3015",
      "src/Dockerfile:3:1 warning DL4006",
      "src/Dockerfile:3:1 info SC2086",
      "src/Dockerfile:5:1 warning DL3025",
    ],
  },
  "config-verbose": { files: 1 },
  "config-wrong-type": {
    files: 1,
    findings: POOR,
    problems: [/^hadolint could not read its config hadolint\.yaml: [\s\S]*expected !!seq instead of !!int$/],
  },
  findings: { files: 3, findings: [...POOR, "src/pkg/base.Dockerfile:1:1 warning DL3006"] },
  links: { files: 2, findings: ["src/Dockerfile:2:1 error DL1000", "src/only.Dockerfile:2:1 error DL1000"] },
  "no-fail-syntax-error": { files: 1, findings: ["src/Dockerfile:2:1 error DL1000"], problems: [NO_FAIL] },
  "no-fail": { files: 1, findings: POOR, problems: [NO_FAIL] },
  "no-program": { problems: [/No such file or directory: 'nowhere'$/] },
  "non-utf8": { files: 1, findings: ["src/Dockerfile:4:1 error DL1000"] },
  none: { files: 0 },
  "odd-names": {
    files: 7,
    findings: [
      "src/-dash.Dockerfile:2:1 error DL1000",
      "src/a b.Dockerfile:2:1 error DL1000",
      "src/back\\slash.Dockerfile:2:1 error DL1000",
      'src/it\'s "q".Dockerfile:2:1 error DL1000',
      "src/new\nline.Dockerfile:2:1 error DL1000",
      "src/odd dir/Dockerfile.x y:2:1 error DL1000",
      "src/é.Dockerfile:2:1 error DL1000",
    ],
  },
  "shell-error": { files: 1, findings: ["src/Dockerfile:3:1 error SC1072"] },
  style: { files: 1, findings: ["src/Dockerfile:3:1 info SC2006"] },
  "syntax-error-ignored": { files: 1, findings: ["src/Dockerfile:3:1 error DL1000"] },
  "syntax-error": {
    files: 3,
    findings: [...POOR, "src/bad.dockerfile:2:1 error DL1000", "src/tab.Dockerfile:2:1 error DL1000"],
  },
  threshold: {
    files: 1,
    findings: [
      "src/Dockerfile:1:1 warning DL3007",
      "src/Dockerfile:2:1 warning DL3003",
      "src/Dockerfile:2:1 warning DL3008",
      "src/Dockerfile:2:1 info DL3015",
      "src/Dockerfile:3:1 warning DL4006",
      "src/Dockerfile:3:1 info SC2086",
      "src/Dockerfile:4:1 warning DL3025",
    ],
  },
  unreadable: {
    files: 2,
    findings: POOR,
    problems: [/^hadolint gave no verdict on src\/secret\.Dockerfile: .*permission denied \(Permission denied\)$/],
  },
});

/** What the check comes to by a recorded output. */
function verdict(scenario: string, gate?: "never" | "error"): string {
  const input = planInput({ settings: settingsWith({ gates: gate === undefined ? {} : { hadolint: gate } }) });
  const execution = { outputs: [recordedOutput("hadolint", scenario)], cwd: CONTEXT.cwd, durationMs: 1, cached: false };
  return judge(hadolint, hadolint.steps(input), execution, input, { prefix: "src" }).verdict;
}

test.each([
  ["clean", "passed"],
  ["style", "passed"],
  ["threshold", "passed"],
  ["findings", "failed"],
  ["syntax-error", "failed"],
  ["syntax-error-ignored", "failed"],
  ["no-fail", "broken"],
  ["no-fail-syntax-error", "broken"],
  ["config-not-yaml", "broken"],
  ["config-wrong-type", "broken"],
  ["unreadable", "broken"],
  ["none", "broken"],
  ["bad-option", "broken"],
  ["no-program", "broken"],
])("hadolint's own verdict counts, but what is broken is never clean: %s is %s", (scenario, wanted) => {
  expect(verdict(scenario)).toBe(wanted);
});

test("a gate of the settings goes before it", () => {
  expect(verdict("findings", "never")).toBe("passed");
  expect(verdict("threshold", "error")).toBe("passed");
  expect(verdict("findings", "error")).toBe("failed");
});

test("the config is handed over where there is one, else hadolint looks for its own", () => {
  const own = given("hadolint.yaml");
  const step = (configs: PlanInput["configs"]) => hadolint.steps(planInput({ configs }))[0];
  expect(step({})?.config).toBeUndefined();
  expect(step({})?.argv).not.toContain("--config");
  expect(step({ hadolint: own })?.config).toBe(own);
  expect(step({ hadolint: own })?.argv.join(" ")).toContain(" hadolint --no-color --format json --config {config} --");
});

describe("hadolint's report", () => {
  test("gives each finding its check, the rule's documentation and the message as it is", () => {
    const { findings } = parseHadolint(recordedOutput("hadolint", "findings"), CONTEXT);
    expect(findings[0]).toEqual({
      check: "the-check",
      rule: "DL3007",
      severity: "warning",
      path: "src/Dockerfile",
      line: 1,
      column: 1,
      message: expect.stringMatching(/^Using latest is prone to errors if the image will ever update\./),
      url: "https://github.com/hadolint/hadolint/wiki/DL3007",
    });
    expect(findings.find(({ rule }) => rule === "SC2086")?.url).toBe("https://www.shellcheck.net/wiki/SC2086");
    expect(parseHadolint(recordedOutput("hadolint", "links"), CONTEXT).findings[0]?.url).toBeUndefined();
  });

  const run = (stdout: string, code = 1, stderr = "") =>
    parseHadolint(outputOf(code, JSON.stringify({ runs: [{ path: "Dockerfile", code, stdout, stderr }] })), CONTEXT);

  test.each([
    ["nothing", "", 0],
    ["half a report", '[{"code":"DL3007","line":1', 1],
    ["an entry without a rule", '[{"code":"DL3007"},{}]', 1],
    ["no findings with the exit code of some", "[]", 1],
    ["findings with another exit code", '[{"code":"DL3007"}]', 2],
    ["an end by a signal", "[]", 137],
  ])("is a problem where it is %s", (_, stdout, code) => {
    expect(run(stdout, code).problems).toEqual([
      expect.stringMatching(/^hadolint gave no verdict on src\/Dockerfile: /),
    ]);
  });

  test("is not taken from what a Dockerfile makes it say in another format", () => {
    const { findings } = run(
      'Dockerfile:1 DL3000 error: [{"code":"DL1"}]\n[{"code":"DL3007","line":1,"message":"[]"}]',
    );
    expect(findings.map(({ rule }) => rule)).toEqual(["DL3007"]);
  });

  test("comes with a notice of what else it said", () => {
    expect(run("[]", 0, "a word\n")).toMatchObject({ problems: [], notices: ["a word"] });
  });
});
