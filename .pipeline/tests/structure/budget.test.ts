import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { PIPELINE, sourceFiles } from "../support/sourceFiles.ts";

const FILES = sourceFiles();

test("no file has more than 250 lines, tests included", () => {
  const tests = readdirSync(join(PIPELINE, "tests"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.startsWith("fixtures"))
    .map((name) => ({ path: `tests/${name}`, text: readFileSync(join(PIPELINE, "tests", name), "utf8") }));
  const long = [...FILES, ...tests].filter(({ text }) => text.split("\n").length - 1 > 250);
  expect(long.map(({ path }) => path)).toEqual([]);
});

test("no file exports more than eight things, types aside", () => {
  const exported = /^export (?:default |async |abstract )*(?:function|const|class|enum|let)\b/gm;
  const busy = FILES.filter(({ text }) => (text.match(exported)?.length ?? 0) > 8);
  expect(busy.map(({ path }) => path)).toEqual([]);
});

test("there are no barrels, and no drawers for everything", () => {
  const barrels = FILES.filter(({ code }) => /^export (?:\*|\{[^}]*\}) from\b/m.test(code));
  expect(barrels.map(({ path }) => path)).toEqual([]);
  expect(
    FILES.filter(({ path }) => /\b(?:utils?|helpers?|common|misc|shared)\b/i.test(path)).map(({ path }) => path),
  ).toEqual([]);
});

test("errors are the only classes but for what Dagger asks", () => {
  const classes = FILES.filter(({ code }) => /^(?:export )?(?:abstract )?class\b/m.test(code)).map(({ path }) => path);
  expect(
    classes.filter((path) => path !== "src/errors.ts" && path !== "src/index.ts" && !path.startsWith("src/dagger/")),
  ).toEqual([]);
});

test("the type check sees every file, though they lie in a folder that begins with a dot", () => {
  const root = join(PIPELINE, "..");
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const listed = ["tsconfig.json", ".pipeline/page/tsconfig.json"].flatMap((project) =>
    execFileSync(process.execPath, [tsc, "-p", project, "--listFilesOnly"], { cwd: root, encoding: "utf8" }).split(
      "\n",
    ),
  );
  const seen = new Set(listed.map((path) => relative(PIPELINE, path)));
  expect(FILES.map(({ path }) => path).filter((path) => !seen.has(path))).toEqual([]);
  expect(seen).toContain("tests/structure/budget.test.ts");
}, 60_000);
