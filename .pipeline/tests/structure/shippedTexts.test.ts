import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PIPELINE, sourceFiles } from "../support/sourceFiles.ts";

test("the module holds the scripts and locks as they are", () => {
  const check = () =>
    execFileSync(process.execPath, ["embed.mjs", "--check"], { cwd: join(PIPELINE, ".."), encoding: "utf8" });
  expect(check).not.toThrow();
});

test("nothing asks for the module's source folder: the SDK would install packages, with yarn or npm, before it answers", () => {
  const asking = sourceFiles().filter(({ code }) => /currentModule\(\)\s*\.source\b/.test(code));
  expect(asking.map(({ path }) => path)).toEqual([]);
});
