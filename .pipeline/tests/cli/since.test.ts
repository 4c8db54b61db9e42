import { readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Run } from "../../src/model.ts";
import { drydock } from "../support/callCli.ts";
import { project, put } from "../support/cli.ts";
import { commitAll } from "../support/gitRepository.ts";
import { cachedOf, jsonRun } from "../support/jsonRun.ts";
import { ownCache } from "../support/ownCache.ts";

const OLD = '"""A module."""\n\nimport sys\n\nANSWER = 42\n';
const RUFF = { ".config/drydock.json": '{ "checks": ["ruff"] }' };

/** A checkout with a finding of old, in a file that is long enough to be known again. */
function checkout(files: Readonly<Record<string, string | null>> = {}): string {
  return commitAll(project({ "src/a.py": OLD, ...RUFF, ...files }));
}

const stated = ({ results }: Run) =>
  results.flatMap(({ findings }) => findings.map(({ path, line, rule, state }) => `${path}:${line} ${rule} ${state}`));
const fixed = ({ results }: Run) => results.flatMap((result) => (result.fixed ?? []).map(({ path }) => path));

describe("--since", () => {
  test("fails by what is new alone, with every finding's state, and says what it is compared with", async () => {
    const folder = checkout({ "src/gone.py": OLD });
    rmSync(join(folder, "src/gone.py"));
    put(folder, "src/a.py", `# moved\n${OLD}`);
    const same = await jsonRun(folder, ["run-all", "--since", "HEAD"]);
    expect([same.code, same.run.verdict, stated(same.run)]).toEqual([0, "passed", ["src/a.py:4 F401 existing"]]);
    expect(same.run.comparison).toEqual({ with: "revision", name: expect.stringMatching(/^HEAD \([0-9a-f]{8}\)$/) });
    expect(fixed(same.run)).toEqual(["src/gone.py"]);
    put(folder, "src/new.py", "import os\n");
    const more = await jsonRun(folder, ["ruff", "--since", "HEAD"]);
    expect([more.code, stated(more.run)]).toEqual([1, ["src/a.py:4 F401 existing", "src/new.py:1 F401 new"]]);
    // The progress says it as well, not the verdict before.
    expect((await drydock(folder, ["ruff", "--since", "HEAD"])).stderr).toMatch(/ruff +failed/);
  });

  test("replays an earlier run of that revision, and follows a file that was renamed without git's knowing", async () => {
    const folder = checkout();
    const env = { DRYDOCK_CACHE: ownCache() };
    await drydock(folder, ["ruff"], env);
    const quiet = await jsonRun(folder, ["ruff", "--since", "HEAD"], env);
    expect([cachedOf(quiet.run), quiet.stderr]).toEqual([["ruff"], expect.not.stringContaining("is checked first")]);
    renameSync(join(folder, "src/a.py"), join(folder, "src/b.py"));
    const renamed = await jsonRun(folder, ["ruff", "--since", "HEAD"], env);
    expect([renamed.code, stated(renamed.run), fixed(renamed.run)]).toEqual([0, ["src/b.py:3 F401 existing"], []]);
  });

  test("judges the revision by the config of now: the findings of a new rule are not new", async () => {
    const folder = checkout({ "src/a.py": "def f(l):\n    return l == None\n" });
    put(folder, ".config/pyproject.toml", '[tool.ruff.lint]\nselect = ["E", "F", "N", "A", "ANN"]\n');
    const { code, run } = await jsonRun(folder, ["ruff", "--since", "HEAD"]);
    expect([code, stated(run).every((one) => one.endsWith("existing"))]).toEqual([0, true]);
    expect(stated(run).some((one) => one.includes("ANN"))).toBe(true);
  });

  test("takes a target that did not exist for new, and all of a check that was broken, with a notice", async () => {
    const folder = checkout();
    put(folder, "lib/a.py", "import os\n");
    const added = await jsonRun(folder, ["ruff", "--since", "HEAD", "lib"]);
    expect([added.code, stated(added.run), added.run.results[0]?.notices]).toEqual([1, ["lib/a.py:1 F401 new"], []]);
    const nul = checkout({ "src/nul.py": "x = 1\0\n" });
    rmSync(join(nul, "src/nul.py"));
    const unknown = await jsonRun(nul, ["ruff", "--since", "HEAD"]);
    expect([unknown.code, stated(unknown.run)]).toEqual([1, ["src/a.py:3 F401 new"]]);
    expect(unknown.run.results[0]?.notices).toEqual([expect.stringMatching(/^Ruff came to no verdict in HEAD/)]);
  });

  test("is misuse for a revision that is not there, and next to --compare", async () => {
    const folder = checkout();
    const unknown = await drydock(folder, ["ruff", "--since", "gone"]);
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('There is no revision "gone"')]);
    const both = await drydock(folder, ["ruff", "--since", "HEAD", "--compare", "x.json"]);
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining("Give one of them.")]);
  });
});

describe("--compare", () => {
  test("fails by what an earlier report.json does not have", async () => {
    const folder = project({ "src/a.py": OLD, ...RUFF });
    await drydock(folder, ["ruff", "--report", "json=old.json"]);
    put(folder, "src/b.py", "import os\n");
    const { code, run } = await jsonRun(folder, ["ruff", "--compare", "old.json"]);
    expect([code, stated(run)]).toEqual([1, ["src/a.py:3 F401 existing", "src/b.py:1 F401 new"]]);
    expect(run.comparison).toEqual({ with: "report", name: "old.json" });
    const none = await drydock(folder, ["ruff", "--compare", "none.json"]);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("none.json can't be read")]);
    expect(JSON.parse(readFileSync(join(folder, "old.json"), "utf8")).comparison).toBeUndefined();
  });
});
