import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { PIPELINE, sourceFiles } from "../support/sourceFiles.ts";

const FILES = sourceFiles();
const TESTS = readdirSync(join(PIPELINE, "tests"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.startsWith("fixtures"))
  .map((name) => ({ path: `tests/${name}`, text: readFileSync(join(PIPELINE, "tests", name), "utf8") }));
const linesOf = ({ text }: { readonly text: string }) => text.split("\n").length - 1;
const pathsOf = (files: readonly { readonly path: string }[]) => files.map(({ path }) => path);

test("no file has more than 250 lines, tests included; the front door has 300 at most", () => {
  const long = [...FILES, ...TESTS].filter((file) => linesOf(file) > (file.path === "src/index.ts" ? 300 : 250));
  expect(pathsOf(long)).toEqual([]);
});

test("no file exports more than eight things, types aside", () => {
  const exported = /^export (?:default |async |abstract )*(?:function|const|class|enum|let)\b/gm;
  expect(pathsOf(FILES.filter(({ text }) => (text.match(exported)?.length ?? 0) > 8))).toEqual([]);
});

// A guide and no rule, since a small file may be a matter of its own.
test("files of under 30 lines with one importer are listed: most belong into it", () => {
  const crumbs = FILES.flatMap((file) => {
    const users = FILES.filter(({ ours }) => ours.includes(file.path));
    return linesOf(file) < 30 && users.length === 1 ? [`${file.path} (${linesOf(file)}) → ${users[0]?.path}`] : [];
  });
  if (crumbs.length > 0) console.warn(`${crumbs.length} small files with one importer:\n  ${crumbs.join("\n  ")}`);
});

test("there are no barrels, and no drawers for everything", () => {
  expect(pathsOf(FILES.filter(({ code }) => /^export (?:\*|\{[^}]*\}) from\b/m.test(code)))).toEqual([]);
  expect(pathsOf(FILES.filter(({ path }) => /\b(?:utils?|helpers?|common|misc|shared)\b/i.test(path)))).toEqual([]);
});

test("errors are the only classes but for what Dagger asks", () => {
  const classes = FILES.filter(({ code }) => /^(?:export )?(?:abstract )?class\b/m.test(code));
  expect(pathsOf(classes).filter((path) => !/^src\/(dagger\/|index\.ts$|(flow\/)?errors\.ts$)/.test(path))).toEqual([]);
});

test("how often a property runs is said in one place", () => {
  const own = TESTS.filter(({ text }) => /\bnum[R]uns\b/.test(text));
  expect(pathsOf(own)).toEqual(["tests/support/propertyRuns.ts"]);
});

test("the type check sees every file, though they lie in a folder that begins with a dot", () => {
  const root = join(PIPELINE, "..");
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} };
  const seen = ["tsconfig.json", ".pipeline/page/tsconfig.json"].flatMap(
    (project) => ts.getParsedCommandLineOfConfigFile(join(root, project), {}, host)?.fileNames ?? [],
  );
  const paths = new Set(seen.map((path) => relative(PIPELINE, path)));
  expect([...FILES, ...TESTS].filter(({ path }) => !paths.has(path))).toEqual([]);
});
