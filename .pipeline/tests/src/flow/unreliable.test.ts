import { describe, expect, test } from "vitest";
import { checkSpec } from "../../../src/checks/catalog.ts";
import type { StepSpec } from "../../../src/checks/rows.ts";
import { judge } from "../../../src/flow/judge.ts";
import type { End, Output } from "../../../src/model.ts";
import { executionOf, exit, judged, outputOf, stepThat } from "../../support/judging.ts";
import { given, planInput } from "../../support/planning.ts";
import { sampleFinding } from "../../support/sampleRun.ts";

const found = sampleFinding({ severity: "error" });

function reasonOf(end: End, words: Partial<Output> = {}, over: Partial<StepSpec> = {}): string | undefined {
  return judged([[stepThat({}, over), end, words]]).reason;
}

test.each<[string, End, string]>([
  [
    "killed, as when memory runs out",
    { kind: "signal", name: "SIGKILL" },
    "out of memory. Give it more memory, or fewer cores.",
  ],
  ["ended by another signal", { kind: "signal", name: "SIGSEGV" }, "ruff was ended by signal SIGSEGV."],
  [
    "out of time",
    { kind: "timeout", seconds: 600 },
    'did not finish within 600 seconds and was stopped. Raise "timeout"',
  ],
  [
    "saying too much",
    { kind: "overflow", bytes: 64 * 1024 * 1024 },
    "printed more than 64 MB and was stopped. Check fewer files",
  ],
  [
    "not to be started",
    { kind: "not-started", reason: "spawn ruff ENOENT" },
    "could not be started: spawn ruff ENOENT.",
  ],
])("a tool that is %s makes the check broken, and what was found is kept", (_, end, sentence) => {
  const result = judged([[stepThat({ findings: [found] }), end, { stderr: "halfway" }]]);
  expect(result).toMatchObject({ verdict: "broken", findings: [found] });
  expect(result.reason).toContain(sentence);
  expect(result.reason).toContain("Its last output:\nhalfway");
});

test("how a tool ended weighs more than what could not be read of it", () => {
  const result = judged([[stepThat({ problems: ["no JSON"] }), { kind: "timeout", seconds: 5 }]]);
  expect(result.reason).toMatch(/^ruff did not finish within 5 seconds/);
  expect(result.reason).not.toContain("no JSON");
});

test("all problems of a tool are reported, in its own words", () => {
  expect(judged([[stepThat({ problems: ["bad option", "bad value"] }), exit(0)]]).reason).toBe("bad option\nbad value");
});

test("an exit code that says clean is not believed when an error was found", () => {
  const result = judged([[stepThat({ findings: [found, found] }), exit(0)]]);
  expect(result.reason).toBe("ruff ended with exit code 0, which means clean, but reported 2 findings.");
});

test("an exit code that says findings is not believed when none was found", () => {
  expect(reasonOf(exit(1), { stdout: "??" })).toBe(
    "ruff ended with exit code 1, which means findings, but none could be read. Its last output:\n??",
  );
});

test("an unknown exit code is not a verdict", () => {
  expect(reasonOf(exit(70), { stderr: "internal error" })).toBe(
    "ruff ended with exit code 70, which is not a verdict. Its last output:\ninternal error",
  );
});

test("a tool that printed nothing is reported as such", () => {
  expect(reasonOf(exit(70), { stdout: "\n", stderr: " " })).toMatch(/ It printed nothing\.$/);
});

test("the last output has secrets in URLs masked", () => {
  const stderr = "no https://user:secret@host/?token=secret";
  expect(reasonOf(exit(70), { stderr })).toContain("no https://***@host/?***");
});

test("the last output is that on standard error, otherwise that on standard output", () => {
  expect(reasonOf(exit(70), { stdout: "out", stderr: "err" })).toMatch(/:\nerr$/);
  expect(reasonOf(exit(70), { stdout: "out" })).toMatch(/:\nout$/);
});

test("of long output only the end is shown", () => {
  const lines = Array.from({ length: 1000 }, (_, index) => `line ${index}`).join("\n");
  const reason = reasonOf(exit(70), { stderr: lines }) ?? "";
  expect(reason.split("\n").slice(1)).toEqual(Array.from({ length: 20 }, (_, index) => `line ${980 + index}`));
  expect((reasonOf(exit(70), { stderr: "x".repeat(1e6) }) ?? "").length).toBeLessThan(2200);
});

test("the folder of this machine is not told, but the path in the repository", () => {
  expect(reasonOf(exit(70), { stderr: "cannot read /app/src/a.py" })).toMatch(/:\ncannot read src\/a\.py$/);
});

describe("a step that says how many files it looked at", () => {
  test("has its result say so", () => {
    expect(judged([[stepThat({ files: 12 }), exit(0)]])).toMatchObject({ verdict: "passed", files: 12 });
    expect(judged([[stepThat({}), exit(0)]])).not.toHaveProperty("files");
  });

  test("is no verdict when it looked at none, and names the settings to look at", () => {
    const step = stepThat({ files: 0 }, { config: given("pyproject.toml"), fileSettings: '"include"' });
    expect(judged([[step, exit(0)]])).toMatchObject({
      verdict: "broken",
      files: 0,
      reason:
        'ruff looked at no files, although the source has files for it. Look at "include" in its config pyproject.toml.',
    });
    expect(judged([[stepThat({ files: 0 }), exit(2)]]).reason).toMatch(/^ruff looked at no files/);
  });

  test("may have looked at none where it only has an opinion", () => {
    const result = judged([
      [stepThat({ files: 3 }, { id: "gate" }), exit(0)],
      [stepThat({ files: 0 }, { id: "other", role: "opinion" }), exit(0)],
    ]);
    expect(result).toMatchObject({ verdict: "passed", files: 3, notices: [] });
  });
});

describe("what a tool only warns about in its settings", () => {
  const step = stepThat({ warnings: ["unknown option: /app/src/x"], notices: ["three files"] });

  test("comes first among the notices and changes no verdict", () => {
    const notices = ["unknown option: /app/src/x", "three files"];
    expect(judged([[step, exit(0)]])).toMatchObject({ verdict: "passed", notices });
    const finding = stepThat({ warnings: ["unknown option"], findings: [found] });
    expect(judged([[finding, exit(1)]])).toMatchObject({ verdict: "failed", notices: ["unknown option"] });
  });

  test("makes the check broken where the settings are strict, whatever its gate", () => {
    const strict = planInput({}, { strictConfig: true, gates: { ruff: "never" } });
    const result = judged([[step, exit(0)]], strict);
    expect(result).toMatchObject({ verdict: "broken", reason: "unknown option: src/x", notices: ["three files"] });
  });

  test("of a tool that only has an opinion is not told", () => {
    const opinion = stepThat({ warnings: ["unknown option"] }, { id: "other", role: "opinion" });
    const gate = [stepThat({}), exit(0)] as const;
    expect(judged([gate, [opinion, exit(0)]])).toMatchObject({ verdict: "passed", notices: [] });
  });
});

describe("a file that no tool can be trusted with", () => {
  const faults = new Map([
    ["caf\udce9\n.py", "name"],
    ["page.php", "nul"],
  ] as const);

  test("breaks the checks that it belongs to, by its name with the odd bytes shown", () => {
    const step = stepThat({ findings: [found] });
    const execution = executionOf(outputOf("tool", exit(1)));
    const result = judge(checkSpec("ruff"), [step], execution, planInput(), { prefix: "src", faults });
    expect(result).toMatchObject({ verdict: "broken", findings: [found] });
    expect(result.reason).toBe(
      'src/caf\\xe9\\n.py was not checked: its name is not valid UTF-8. Rename it, or exclude it with a pattern in "ignore" in drydock.json.',
    );
  });
});
