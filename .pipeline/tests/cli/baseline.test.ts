import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { drydock } from "../support/callCli.ts";
import { project, put } from "../support/cli.ts";
import { commitAll } from "../support/gitRepository.ts";
import { cachedOf, jsonRun } from "../support/jsonRun.ts";

const RUFF = { ".config/drydock.json": '{ "checks": ["ruff"] }' };
const TWO = "import os\nimport sys\n";
const textOf = (folder: string) => readFileSync(join(folder, ".config/baseline.json"), "utf8");

async function withBaseline(files: Readonly<Record<string, string | null>>) {
  const folder = project({ ...RUFF, ...files });
  const { code, stdout } = await drydock(folder, ["baseline"]);
  return { folder, code, stdout };
}

describe("drydock baseline", () => {
  test("writes what is found; from then on only new findings fail, until the option says otherwise", async () => {
    const { folder, code, stdout } = await withBaseline({ "src/a.py": TWO });
    expect([code, stdout]).toEqual([0, "Wrote .config/baseline.json: 2 findings. Commit it."]);
    const green = await jsonRun(folder, ["run-all"]);
    expect([green.code, green.run.comparison]).toEqual([0, { with: "baseline", name: ".config/baseline.json" }]);
    expect(cachedOf(green.run)).toEqual(["ruff"]);
    expect((await drydock(folder, ["ruff", "--no-baseline"])).code).toBe(1);
    put(folder, "src/a.py", `${TWO}import typing\n`);
    const red = await jsonRun(folder, ["ruff"]);
    const fresh = red.run.results[0]?.findings.filter(({ state }) => state === "new");
    expect([red.code, fresh?.map(({ line }) => line)]).toEqual([1, [3]]);
  });

  test("hides no finding in a changed line, and tells what is fixed; --shrink takes that out and adds nothing", async () => {
    const { folder } = await withBaseline({ "src/a.py": TWO, "src/b.py": "import os\n" });
    put(folder, "src/a.py", "import os  # changed\nimport re\n");
    const { code, run } = await jsonRun(folder, ["ruff"]);
    const [ruff] = run.results;
    expect([code, ruff?.findings.map(({ state }) => state), ruff?.fixed?.length]).toEqual([
      1,
      ["new", "new", "existing"],
      2,
    ]);
    const shrunk = await drydock(folder, ["baseline", "--shrink"]);
    expect([shrunk.code, shrunk.stdout]).toEqual([0, "Took 2 findings out of .config/baseline.json; 1 is left."]);
    expect(Object.keys(JSON.parse(textOf(folder)).findings)).toEqual(["src/b.py"]);
    const again = await drydock(folder, ["baseline", "--shrink"]);
    expect(again.stdout).toBe("Nothing to take out of .config/baseline.json: 1 finding.");
  });

  test("of a part leaves the rest as it was, and drops files that are gone", async () => {
    const { folder } = await withBaseline({ "src/a.py": TWO, "src/b.py": "import os\n" });
    put(folder, "src/a.py", "");
    put(folder, "src/b.py", "");
    await drydock(folder, ["baseline", "src/a.py"]);
    expect(Object.keys(JSON.parse(textOf(folder)).findings)).toEqual(["src/b.py"]);
    await drydock(folder, ["baseline", "--checks", "format"]);
    expect(Object.keys(JSON.parse(textOf(folder)).findings)).toEqual(["src/b.py"]);
  });

  test("that is damaged is misuse for every check, is kept by --shrink, and is written anew", async () => {
    const { folder } = await withBaseline({ "src/a.py": TWO });
    const good = textOf(folder);
    put(folder, ".config/baseline.json", "<<<<<<< ours\n{}");
    for (const words of [["ruff"], ["baseline", "--shrink"]]) {
      const { code, stderr } = await drydock(folder, words);
      expect([code, stderr]).toEqual([2, expect.stringContaining("it has conflict markers of a merge")]);
      expect(stderr).toContain('Write it anew with "drydock baseline", or remove it.');
    }
    await drydock(folder, ["baseline"]);
    expect(textOf(folder)).toBe(good);
  });

  test("is not written while a check is broken, and is nothing to shrink if there is none", async () => {
    const folder = project({ ...RUFF, "src/a.py": TWO, ".config/pyproject.toml": "[tool.ruff]\nnone = 1\n" });
    const broken = await drydock(folder, ["baseline"]);
    expect([broken.code, broken.stderr]).toEqual([2, expect.stringContaining("baseline.json was not written")]);
    expect(existsSync(join(folder, ".config/baseline.json"))).toBe(false);
    const none = await drydock(folder, ["baseline", "--shrink"]);
    expect([none.code, none.stderr]).toEqual([
      2,
      expect.stringContaining("There is no .config/baseline.json to shrink."),
    ]);
  });

  test("counts beside --since: what it has is existing too", async () => {
    const { folder } = await withBaseline({ "src/a.py": "import os\n" });
    put(folder, "src/a.py", "");
    commitAll(folder);
    put(folder, "src/a.py", TWO);
    const { code, run } = await jsonRun(folder, ["ruff", "--since", "HEAD"]);
    expect([code, run.comparison?.with]).toEqual([1, "revision"]);
    expect(run.results[0]?.findings.map(({ state }) => state)).toEqual(["existing", "new"]);
  });
});
