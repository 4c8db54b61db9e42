import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  explain,
  type KeyInputs,
  type KeyRecord,
  keyOf,
  keyRecord,
  type LastRun,
  readLastRun,
  writeLastRun,
} from "../../../local/cache/keyRecord.ts";
import type { Plan, Step } from "../../../src/model.ts";
import { samplePlan, sampleStep } from "../../support/samplePlan.ts";
import { testFolder } from "../../support/testFolder.ts";

const world: KeyInputs = {
  configDigest: (config) => `config ${config.how === "given" ? config.name : config.path}`,
  lockDigest: (tool) => `lock ${tool}`,
  programs: {},
  python: "3.13.1",
  applicationDigest: "app",
  scriptsDigest: "scripts",
  root: null,
  treeDigest: "tree",
};

const key = (plan: Partial<Plan> = {}, over: Partial<KeyInputs> = {}) =>
  keyOf(keyRecord(samplePlan(plan), { ...world, ...over }));
const keyWithStep = (over: Partial<Step>) => key({ steps: [sampleStep(over)] });

test("the record holds every input by name, with the plan's places as they are", () => {
  const step = sampleStep({ argv: ["python", "-m", "mypy", "--num-workers", "{cores}", "--cache-dir", "{cache}"] });
  expect(keyRecord(samplePlan({ steps: [step], application: true }), world)).toEqual({
    version: expect.any(Number),
    check: "typecheck",
    commands: [{ argv: step.argv, env: step.env }],
    config: { ".config/mypy.ini": "config mypy.ini" },
    locks: { mypy: "lock mypy" },
    programs: {},
    python: "3.13.1",
    platform: `${process.platform}-${process.arch}`,
    application: "app",
    scripts: "scripts",
    root: null,
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
  ["the config's name", keyWithStep({ config: { how: "given", name: "setup.cfg" } })],
  ["the config's place", keyWithStep({ config: { how: "given", name: "mypy.ini", path: "other/mypy.ini" } })],
  ["a config that the tool finds by itself", keyWithStep({ config: { how: "found", path: "pyproject.toml" } })],
  ["the lock", key({}, { lockDigest: () => "other" })],
  ["the version of a program", key({}, { programs: { php: "8.4.1" } })],
  ["the tool", keyWithStep({ tool: "ruff" })],
  ["the Python", key({}, { python: "3.13.2" })],
  ["the name of a root that is a package", key({}, { root: "shop" })],
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
  const steps = [
    sampleStep({ config: { how: "given", name: "b.ini" }, tool: "ruff" }),
    sampleStep({ config: { how: "found", path: "a.ini" }, tool: "mypy" }),
  ];
  const { config, locks } = keyRecord(samplePlan({ steps }), world);
  expect([Object.keys(config), Object.keys(locks)]).toEqual([
    ["a.ini", "b.ini"],
    ["mypy", "ruff"],
  ]);
});

test("what changes no finding is not part of the key: the time limit", () => {
  expect(key({ timeoutSeconds: 1 })).toBe(key());
});

test("a key tells which check it is of", () => {
  expect(key()).toMatch(/^drydock:typecheck:[0-9a-f]{64}$/);
});

const record: KeyRecord = {
  version: 4,
  check: "typecheck",
  commands: [{ argv: ["python", "-m", "mypy"], env: { LANG: "C.UTF-8" } }],
  config: { "mypy.ini": "a" },
  locks: { mypy: "a" },
  programs: { php: "8.2.1" },
  python: "3.13.1",
  platform: "linux-x64",
  application: null,
  scripts: "a",
  root: null,
  tree: "a",
};
const last: LastRun = { record, tree: { "a b.py": "1", "é\n.py": "2" } };

test("a run is read as it was written, for its own check", () => {
  const project = join(testFolder(), "project");
  writeLastRun(project, "lint", "key", last);
  expect(readLastRun(project, "lint")).toEqual(last);
  expect(readLastRun(project, "ruff")).toBeUndefined();
});

test("the newer run takes the older one's place, and nothing half written stays", () => {
  const project = testFolder();
  writeLastRun(project, "lint", "older", { ...last, tree: {} });
  writeLastRun(project, "lint", "key", last);
  expect(readLastRun(project, "lint")).toEqual(last);
  expect(readdirSync(join(project, "last"))).toEqual(["lint.json"]);
});

test("a run with the same key is not written again, since a replayed run costs nothing", () => {
  const project = testFolder();
  writeLastRun(project, "lint", "key", last);
  writeLastRun(project, "lint", "key", { ...last, tree: {} });
  expect(readLastRun(project, "lint")).toEqual(last);
});

test("a damaged one is not there", () => {
  const project = testFolder({ "last/lint.json": '{"record": {' });
  expect(readLastRun(project, "lint")).toBeUndefined();
});

test("a place that can't be written costs nothing but the explanation", () => {
  const project = testFolder({ file: "" });
  writeLastRun(join(project, "file"), "lint", "key", last);
  expect(readLastRun(join(project, "file"), "lint")).toBeUndefined();
  mkdirSync(join(project, "last", "ruff.json"), { recursive: true });
  writeFileSync(join(project, "last", "ruff.json", "x"), "");
  writeLastRun(project, "ruff", "key", last);
  expect(readLastRun(project, "ruff")).toBeUndefined();
});

const before: LastRun = { record, tree: { "a.py": "1", "b.py": "2" } };

/** Why it runs again when its record or its tree differ so. */
function reasons(changed: Partial<KeyRecord>, tree: LastRun["tree"] = before.tree): readonly string[] {
  return explain(before, { record: { ...record, ...changed }, tree });
}

test.each<[string, Partial<KeyRecord>]>([
  ["config mypy.ini changed", { config: { "mypy.ini": "b" } }],
  ["config mypy.ini is gone", { config: { "mypy.ini": null } }],
  ["lock of mypy changed", { locks: { mypy: "b" } }],
  ["version of php changed", { programs: { php: "8.2.2" } }],
  ["Python changed from 3.13.1 to 3.13.2", { python: "3.13.2" }],
  ["platform changed from linux-x64 to linux-arm64", { platform: "linux-arm64" }],
  ["the application's requirements changed", { application: "b" }],
  [
    "the command line or its environment changed",
    { commands: [{ argv: ["python", "-m", "mypy", "."], env: { LANG: "C.UTF-8" } }] },
  ],
  ["the command line or its environment changed", { commands: [{ argv: ["python", "-m", "mypy"], env: {} }] }],
  ["Drydock's own launcher changed", { scripts: "b" }],
  ["the cache's key version changed", { version: 99 as KeyRecord["version"] }],
])("%s", (reason, changed) => {
  expect(reasons(changed)).toEqual([reason]);
});

test("a config that was missing before is new", () => {
  const without: LastRun = { ...before, record: { ...record, config: { "mypy.ini": null } } };
  expect(explain(without, before)).toEqual(["config mypy.ini is new"]);
});

test("files that are new, gone or changed are named in order", () => {
  expect(reasons({ tree: "b" }, { "b.py": "3", constructor: "4" })).toEqual([
    "file a.py is gone",
    "file b.py changed",
    "file constructor is new",
  ]);
});

test("of many files ten are named and the others counted", () => {
  const many = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`n${index + 10}.py`, "1"]));
  const said = reasons({ tree: "b" }, { ...before.tree, ...many });
  expect(said).toHaveLength(11);
  expect(said.slice(-2)).toEqual(["file n19.py is new", "and 15 more files"]);
});

test("all inputs that differ are listed", () => {
  expect(reasons({ python: "3.14.0", locks: { mypy: "b" } }, { "a.py": "1", "b.py": "9" })).toEqual([
    "lock of mypy changed",
    "Python changed from 3.13.1 to 3.14.0",
    "file b.py changed",
  ]);
});

test("a first run and a lost result are said to be that", () => {
  expect(explain(undefined, before)).toEqual(["it has not run for this source and config before"]);
  expect(explain(before, before)).toEqual(["nothing changed, but its last result was not stored or was removed"]);
});
