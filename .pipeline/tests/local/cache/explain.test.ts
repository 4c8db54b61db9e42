import { expect, test } from "vitest";
import { explain } from "../../../local/cache/explain.ts";
import type { KeyRecord } from "../../../local/cache/keyRecord.ts";
import type { LastRun } from "../../../local/cache/lastRun.ts";

const record: KeyRecord = {
  version: 2,
  check: "typecheck",
  commands: [{ argv: ["python", "-m", "mypy"], env: { LANG: "C.UTF-8" } }],
  config: { "mypy.ini": "a" },
  locks: { mypy: "a" },
  programs: { php: "8.2.1" },
  python: "3.13.1",
  platform: "linux-x64",
  application: null,
  scripts: "a",
  tree: "a",
};
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
  ["argv or environment changed", { commands: [{ argv: ["python", "-m", "mypy", "."], env: { LANG: "C.UTF-8" } }] }],
  ["argv or environment changed", { commands: [{ argv: ["python", "-m", "mypy"], env: {} }] }],
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

test("all inputs that differ are told", () => {
  expect(reasons({ python: "3.14.0", locks: { mypy: "b" } }, { "a.py": "1", "b.py": "9" })).toEqual([
    "lock of mypy changed",
    "Python changed from 3.13.1 to 3.14.0",
    "file b.py changed",
  ]);
});

test("a first run and a lost result are said to be that", () => {
  expect(explain(undefined, before)).toEqual(["it has not run for this source and config before"]);
  expect(explain(before, before)).toEqual(["nothing changed, but its last result was not stored or is gone"]);
});
