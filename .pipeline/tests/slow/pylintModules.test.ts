import {
  appendFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { lint } from "../../src/checks/pylint.ts";
import { type Files, pylintLauncher, write } from "../support/pylintLauncher.ts";

const { project, run } = pylintLauncher();

const CONFIG = { ".pylintrc": "[MAIN]\n" };
/** `leaf` imports `core`, which two others import too; nobody imports `lonely`. */
const PACKAGE: Files = {
  ...CONFIG,
  "src/shop/__init__.py": "",
  "src/shop/core.py": "class Till:\n    def ring(self):\n        return 1  # type: ignore\n",
  "src/shop/leaf.py": "from .core import Till\n\nprint(Till().ring())\n",
  "src/shop/other.py": "from shop.leaf import Till\n\nprint(Till().ring())\n",
  "src/shop/lonely.py": "print(missing)\n",
};
const EVERY = 5;

/** What a run on an empty store says. */
const cold = (folder: string, options = {}) =>
  run(folder, {
    ...options,
    store: `${folder}-empty-${Math.random()}`,
    memory: `${folder}-no-memory-${Math.random()}`,
  });

function linted(folder: string, options = {}): string {
  const { modules, report } = run(folder, options);
  expect(report).toBe(cold(folder, options).report);
  return modules === undefined ? "all" : `${modules.linted} of ${modules.modules}: ${modules.first}, ${modules.why}`;
}

it("lints all modules once, and none again, with the same report", () => {
  const folder = project(PACKAGE);
  expect(linted(folder)).toBe(`${EVERY} of ${EVERY}: src/shop/__init__.py, nothing is known of an earlier run`);
  expect(linted(folder)).toBe(`0 of ${EVERY}: null, null`);
});

it("lints a module that nobody imports alone, and one with a new comment too", () => {
  const folder = project(PACKAGE);
  run(folder);
  appendFileSync(join(folder, "src/shop/lonely.py"), "print(nothing)\n");
  expect(linted(folder)).toBe(`1 of ${EVERY}: src/shop/lonely.py, it has changed`);
  write(folder, { "src/shop/core.py": `# Rings.\n${PACKAGE["src/shop/core.py"]?.replace("(self)", "( self )")}` });
  expect(linted(folder)).toBe(`1 of ${EVERY}: src/shop/core.py, it has changed`);
});

it("lints a stub again with the module beside it, whose lines it reports", () => {
  const folder = project({
    ...PACKAGE,
    "src/shop/lonely.py": "class Lonely:\n    def sing(self):\n        return 1\n",
    "src/shop/lonely.pyi": "class Lonely: ...\n",
  });
  run(folder);
  write(folder, { "src/shop/lonely.py": "# Sings.\nclass Lonely:\n    def sing(self):\n        return 1\n" });
  expect(linted(folder)).toBe(`2 of ${EVERY + 1}: src/shop/lonely.py, it has changed`);
});

it("lints those again that import what has changed, also through others", () => {
  const folder = project(PACKAGE);
  run(folder);
  write(folder, { "src/shop/core.py": "class Till:\n    def sing(self):\n        return 1\n" });
  const { modules, findings } = run(folder);
  expect(modules).toMatchObject({ linted: 3, first: "src/shop/core.py", why: "it has changed" });
  expect(findings.filter(({ rule }) => rule === "no-member").map(({ path }) => path)).toEqual([
    "src/shop/leaf.py",
    "src/shop/other.py",
  ]);
});

it.each([
  ["a new module", { "src/shop/json.py": "dumps = 1\n" }],
  ["a new folder, which is a package without __init__.py", { "json/dumps.py": "" }],
  ["a new stub", { "src/shop/core.pyi": "class Till:\n    def sing(self): ...\n" }],
])("lints those again whose imports may lead to %s", (_, files: Files) => {
  const folder = project({ ...PACKAGE, "src/shop/lonely.py": "import json\n\nprint(json.dumps)\n" });
  run(folder);
  write(folder, files);
  const { modules, report } = run(folder);
  expect(modules?.linted).toBeGreaterThan(0);
  expect(modules?.linted).toBeLessThan(modules?.modules ?? 0);
  expect(report).toBe(cold(folder).report);
});

it("lints those again that could import what is gone or renamed", () => {
  const folder = project(PACKAGE);
  run(folder);
  rmSync(join(folder, "src/shop/core.py"));
  write(folder, { "src/shop/kernel.py": PACKAGE["src/shop/core.py"] ?? "" });
  expect(linted(folder)).toMatch(/^3 of 5: src\/shop\/kernel.py, it is new$/);
});

it("lints all again when a setting counts that the modules' results depend on, but not for the score's limit", () => {
  const folder = project(PACKAGE);
  run(folder);
  write(folder, { ".pylintrc": "[MAIN]\nfail-under=1\n" });
  expect(linted(folder)).toBe(`0 of ${EVERY}: null, null`);
  write(folder, { ".pylintrc": "[MAIN]\nmax-line-length=9\n" });
  expect(linted(folder)).toBe(`${EVERY} of ${EVERY}: src/shop/__init__.py, changed: settings`);
});

it("finds similar lines and import cycles among stored and new results", () => {
  const lines = Array.from({ length: 9 }, (_, index) => `print("${index}", ${index})\n`).join("");
  const folder = project({ ...PACKAGE, "src/shop/lonely.py": lines });
  run(folder);
  write(folder, { "src/shop/twin.py": lines });
  appendFileSync(join(folder, "src/shop/core.py"), "\n\ndef late():\n    from shop import other\n    return other\n");
  expect(linted(folder)).toMatch(/^4 of 6/);
  const rules = run(folder).findings.map(({ rule }) => rule);
  expect(rules).toContain("duplicate-code");
  expect(rules).toContain("cyclic-import");
});

it("gives the same with one job as with two", () => {
  const folder = project(PACKAGE);
  expect(cold(folder, { jobs: "1" }).report).toBe(cold(folder).report);
});

it("uses in another folder what it kept in the first, with the paths of that folder", () => {
  const folder = project(PACKAGE);
  run(folder);
  const other = `${folder}-elsewhere`;
  cpSync(folder, other, { recursive: true });
  expect(run(other, { store: `${folder}-store` }).modules?.linted).toBe(0);
  expect(run(other, { store: `${folder}-store` }).report).toBe(cold(other).report);
});

const entries = (store: string) =>
  readdirSync(store, { recursive: true, encoding: "utf8" }).filter((name) => /^[0-9a-f]{2}\/./.test(name));

it("takes a damaged entry for a missing one", () => {
  const folder = project(PACKAGE);
  const { report } = run(folder);
  const store = `${folder}-store`;
  const damages = [
    (data: Buffer) => data.subarray(0, 9),
    () => Buffer.alloc(0),
    (data: Buffer) => Buffer.from(data).fill(7, 3, 9),
  ];
  for (const [index, name] of entries(store).entries()) {
    const path = join(store, name);
    writeFileSync(path, damages[index % 3]?.(readFileSync(path)) ?? "");
  }
  const again = run(folder);
  expect(again.modules?.linted).toBe(EVERY);
  expect(again.report).toBe(report);
  expect(run(folder).modules?.linted).toBe(0);
});

it("takes an entry for a missing one if it is another's", () => {
  const folder = project(PACKAGE);
  const { report } = run(folder);
  const [first, ...others] = entries(`${folder}-store`).map((name) => readFileSync(join(`${folder}-store`, name)));
  for (const name of entries(`${folder}-store`)) writeFileSync(join(`${folder}-store`, name), others[0] ?? first ?? "");
  expect(run(folder).report).toBe(report);
});

it("removes from the store what was not used for a month", () => {
  const folder = project(PACKAGE);
  const store = `${folder}-store`;
  run(folder);
  const [old = ""] = entries(store);
  const long = new Date(Date.now() - 40 * 24 * 3600 * 1000);
  // Named so that no module uses it.
  const stray = join(store, old.slice(0, 3), "0".repeat(62));
  cpSync(join(store, old), stray);
  for (const path of [stray, join(store, "pruned")]) utimesSync(path, long, long);
  run(folder);
  expect(existsSync(stray)).toBe(false);
  expect(run(folder).modules?.linted).toBe(0);
});

it("works where the store cannot be written", () => {
  const folder = project(PACKAGE);
  writeFileSync(`${folder}-file`, "");
  const store = `${folder}-file/store`;
  expect(run(folder, { store }).report).toBe(cold(folder).report);
});

it("explains itself in a sentence", () => {
  const said = (modules: object) => {
    const stdout = JSON.stringify({ messages: [], statistics: {}, modules });
    const output = { step: "pylint", end: { kind: "exit", code: 0 }, stdout, stderr: "" } as const;
    return lint.explain({ cwd: "/", outputs: [output], durationMs: 1, cached: false });
  };
  expect(said({ linted: 1, modules: 9, first: "a.py", why: "it has changed" })).toBe(
    "Pylint linted 1 of 9 modules: a.py, since it has changed.",
  );
  expect(said({ linted: 2, modules: 9, first: "a.py", why: "it is new" })).toBe(
    "Pylint linted 2 of 9 modules: a.py, since it is new, and others.",
  );
  expect(said({ linted: 0, modules: 9, first: null, why: null })).toBe("Pylint linted 0 of 9 modules.");
});
