import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PIPELINE } from "../support/sourceFiles.ts";

test("the schema of drydock.json has the catalog's checks", () => {
  const check = () =>
    execFileSync(process.execPath, ["schema.mjs", "--check"], { cwd: join(PIPELINE, ".."), encoding: "utf8" });
  expect(check).not.toThrow();
});
