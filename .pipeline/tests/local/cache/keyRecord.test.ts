import { expect, test } from "vitest";
import { type KeyWorld, keyOf, keyRecord } from "../../../local/cache/keyRecord.ts";
import type { Plan, Step } from "../../../src/model/plan.ts";
import { samplePlan, sampleStep } from "../../support/samplePlan.ts";

const world: KeyWorld = {
  configDigest: (name) => `config ${name}`,
  lockDigest: (tool) => `lock ${tool}`,
  programs: {},
  python: "3.13.1",
  applicationDigest: "app",
  scriptsDigest: "scripts",
  treeDigest: "tree",
};

const key = (plan: Partial<Plan> = {}, over: Partial<KeyWorld> = {}) =>
  keyOf(keyRecord(samplePlan(plan), { ...world, ...over }));
const keyWithStep = (over: Partial<Step>) => key({ steps: [sampleStep(over)] });

test("the record holds every input by name, with the plan's places as they are", () => {
  const step = sampleStep({ argv: ["python", "-m", "mypy", "--num-workers", "{cores}", "--cache-dir", "{cache}"] });
  expect(keyRecord(samplePlan({ steps: [step], application: true }), world)).toEqual({
    version: expect.any(Number),
    check: "typecheck",
    commands: [{ argv: step.argv, env: step.env }],
    config: { "mypy.ini": "config mypy.ini" },
    locks: { mypy: "lock mypy" },
    programs: {},
    python: "3.13.1",
    platform: `${process.platform}-${process.arch}`,
    application: "app",
    scripts: "scripts",
    tree: "tree",
  });
});

test.each<[string, string]>([
  ["the check", key({ check: "lint" })],
  ["a word of argv", keyWithStep({ argv: ["python", "-m", "mypy", ".", "--strict"] })],
  ["where one word of argv ends", keyWithStep({ argv: ["python", "-m mypy", "."] })],
  ["a variable's value", keyWithStep({ env: { LANG: "C.UTF-8", PYTHONHASHSEED: "1" } })],
  ["one more variable", keyWithStep({ env: { LANG: "C.UTF-8", PYTHONHASHSEED: "0", A: "" } })],
  ["the config's content", key({}, { configDigest: () => "other" })],
  ["the config's being there", key({}, { configDigest: () => null })],
  ["the config's name", keyWithStep({ config: "setup.cfg" })],
  ["the lock", key({}, { lockDigest: () => "other" })],
  ["the version of a program", key({}, { programs: { php: "8.4.1" } })],
  ["the tool", keyWithStep({ tool: "ruff" })],
  ["the Python", key({}, { python: "3.13.2" })],
  ["the launcher", key({}, { scriptsDigest: "other" })],
  ["the tree", key({}, { treeDigest: "other" })],
  ["the application's being used", key({ application: true })],
  ["a second step", key({ steps: [sampleStep(), sampleStep({ id: "two" })] })],
])("%s is part of the key", (_, changed) => {
  expect(changed).not.toBe(key());
});

test("a tool that is a program has a version in the record, and no lock", () => {
  const php = samplePlan({ steps: [sampleStep({ tool: "php" })] });
  const { locks, programs } = keyRecord(php, { ...world, programs: { php: "8.4.1" } });
  expect({ locks, programs }).toEqual({ locks: {}, programs: { php: "8.4.1" } });
});

test("the application's requirements are part of the key when the check uses them, and only then", () => {
  expect(key({ application: true }, { applicationDigest: "other" })).not.toBe(key({ application: true }));
  expect(key({}, { applicationDigest: "other" })).toBe(key());
});

test("the platform and the version of the key are part of it", () => {
  const record = keyRecord(samplePlan(), world);
  expect(keyOf({ ...record, platform: "win32-x64" })).not.toBe(keyOf(record));
  expect(keyOf({ ...record, version: 99 as typeof record.version })).not.toBe(keyOf(record));
});

test("the order of variables, of config files and of tools does not matter", () => {
  expect(keyWithStep({ env: { PYTHONHASHSEED: "0", LANG: "C.UTF-8" } })).toBe(key());
  expect(
    Object.keys(
      keyRecord(samplePlan({ steps: [sampleStep({ env: { B: "", a: "", A: "" } })] }), world).commands[0]?.env ?? {},
    ),
  ).toEqual(["A", "B", "a"]);
  const steps = [sampleStep({ config: "b.ini", tool: "ruff" }), sampleStep({ config: "a.ini", tool: "mypy" })];
  const { config, locks } = keyRecord(samplePlan({ steps }), world);
  expect([Object.keys(config), Object.keys(locks)]).toEqual([
    ["a.ini", "b.ini"],
    ["mypy", "ruff"],
  ]);
});

test("what changes no finding is no part of the key: the time limit", () => {
  expect(key({ timeoutSeconds: 1 })).toBe(key());
});

test("a key tells which check it is of", () => {
  expect(key()).toMatch(/^drydock:typecheck:[0-9a-f]{64}$/);
});
