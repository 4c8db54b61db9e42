import { join } from "node:path";
import { expect, test } from "vitest";
import { sourceContext } from "../../../local/cli/sourceContext.ts";
import { sampleFinding, sampleResult, sampleRun } from "../../support/sampleRun.ts";
import { testFolder } from "../../support/testFolder.ts";
import { treeOf } from "../../support/treeOf.ts";

const about = (...paths: readonly string[]) =>
  sampleRun([
    sampleResult({ check: "ruff", verdict: "failed", findings: paths.map((path) => sampleFinding({ path })) }),
  ]);

async function contextOf(root: string, paths: readonly string[]) {
  return sourceContext(about(...paths), { root }, await treeOf(root, ["secret.py"]), undefined);
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
});

test("a path that a tool made up leads to no file that is not in the tree", async () => {
  const folder = testFolder({ "root/src/a.py": "x\n", "root/secret.py": "x\n", "other/a.py": "x\n" });
  const paths = ["src/../src/a.py", "secret.py", "../other/a.py", "/etc/passwd", "src/b.py"];
  const { lines } = await contextOf(join(folder, "root"), paths);
  expect([...lines]).toEqual([]);
});
