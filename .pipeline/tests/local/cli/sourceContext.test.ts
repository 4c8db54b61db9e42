import { join } from "node:path";
import { expect, test } from "vitest";
import { sourceContext } from "../../../local/cli/sourceContext.ts";
import { readTree } from "../../../local/files/readTree.ts";
import { sampleFinding, sampleResult, sampleRun } from "../../support/sampleRun.ts";
import { testFolder } from "../../support/testFolder.ts";

const about = (...paths: readonly string[]) =>
  sampleRun([
    sampleResult({ check: "ruff", verdict: "failed", findings: paths.map((path) => sampleFinding({ path })) }),
  ]);

async function contextOf(folder: string, paths: readonly string[], prefix = "src") {
  const source = join(folder, prefix);
  const tree = await readTree(source, []);
  return sourceContext(about(...paths), { source, prefix }, tree, undefined);
}

test("the lines around a finding are read from the source, by the path in the repository", async () => {
  const folder = testFolder({ "src/a.py": "import os\n\nx = 1\ny = 2\n" });
  const { lines } = await contextOf(folder, ["src/a.py"]);
  expect([...lines]).toEqual([
    [
      "src/a.py",
      new Map([
        [1, "import os"],
        [2, ""],
        [3, "x = 1"],
      ]),
    ],
  ]);
  expect([...(await contextOf(folder, ["src/a.py"], "")).lines.keys()]).toEqual(["src/a.py"]);
});

test("a path made up by a tool leads to no file outside the source", async () => {
  const folder = testFolder({ "src/a.py": "", "secret.py": "x\n", "other/a.py": "x\n" });
  const { lines } = await contextOf(folder, ["src/../secret.py", "secret.py", "other/a.py", "/etc/passwd", "src/b.py"]);
  expect([...lines]).toEqual([]);
});
