import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { drydock } from "../support/callCli.ts";
import { CLI, project, ROOT, TEST_CACHE, temporary } from "../support/cli.ts";
import { jsonRun, timeless } from "../support/jsonRun.ts";
import { ownCache } from "../support/ownCache.ts";

const CLEAN = '"""A module."""\n\nANSWER: int = 42\n';
const UNSORTED = '"""A module."""\n\nimport sys\nimport os\n\nprint(os, sys)\n';
const CHEAP = { ".config/drydock.json": '{ "python": "3.13", "checks": ["ruff", "format"] }' };
const ESCAPE = "\u001b[";

describe("run-all", () => {
  it("passes on clean code, with the verdict per check in the last line and nothing else to say", async () => {
    const { code, stdout } = await drydock(project({ "src/a.py": CLEAN }), ["run-all"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^no findings · .*Python 3\.13\.\d+\n/);
    expect(lastLine(stdout)).toMatch(/^lint passed.* · format passed.* · typecheck passed.* · ruff passed/);
  });

  it("keeps every result in catalog order when one check is broken and another has findings", async () => {
    const folder = project({ "src/a.py": UNSORTED, ".config/mypy.ini": "[mypy\nstrict" });
    const { code, run } = await jsonRun(folder, ["run-all"]);
    expect(code).toBe(2);
    const verdicts = run.results.map(({ check, verdict }) => `${check} ${verdict}`);
    expect(verdicts).toEqual(["lint passed", "format passed", "typecheck broken", "ruff failed"]);
    expect(run.results.at(-1)?.findings.map(({ rule }) => rule)).toEqual(["I001"]);
    expect(run.verdict).toBe("broken");
  });

  it("prints each finding with its source and its path from where the user stands, and exits 1", async () => {
    const folder = project({ "src/a.py": UNSORTED, ...CHEAP });
    const { code, stdout } = await drydock(folder, ["run-all"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^I001 .*\n --> src\/a\.py:3:1 {2}warning \(ruff\)\n {2}\|\n3 \| import /m);
    expect(stdout).toMatch(/^ {2}= fix: drydock fix\n[\s\S]*^1 of 1 can be fixed: drydock fix$/m);
    expect(lastLine(stdout)).toMatch(/^format passed.* · ruff failed \(1 failing in 1 file(, cached)?\)$/);
    const below = await drydock(join(folder, "src"), ["ruff", "--source", ".", "--config", "../.config"]);
    expect(below.stdout).toMatch(/^ --> a\.py:3:1 /m);
    const inLines = await drydock(folder, ["run-all", "--output", "concise", "--statistics", "--max-findings", "1"]);
    expect(inLines.stdout).toMatch(/^ {2}src\/a\.py:3:1 .*I001 \(ruff\)$/m);
    expect(inLines.stdout).toMatch(/^Rules\n {2}1 {2}I001 \(ruff\) {2}can be fixed$/m);
  });
});

describe("--json", () => {
  it("satisfies the schema, whatever the verdict, and gives the same bytes but for times and cached", async () => {
    const folder = project({ "src/a.py": UNSORTED, "src/b.py": "def broken(:\n", ...CHEAP });
    const env = { DRYDOCK_CACHE: ownCache() };
    const [fresh, stored, again] = [
      await jsonRun(folder, ["run-all"], env),
      await jsonRun(folder, ["run-all"], env),
      await jsonRun(folder, ["run-all", "--no-cache"], env),
    ];
    const schema = JSON.parse(readFileSync(join(ROOT, ".pipeline/schema/run.schema.json"), "utf8"));
    const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);
    validate(fresh.run);
    expect(validate.errors).toBeNull();
    expect(timeless(stored.stdout)).toBe(timeless(fresh.stdout));
    expect(timeless(again.stdout)).toBe(timeless(fresh.stdout));
    expect(stored.stdout).not.toBe(fresh.stdout);
  });
});

describe("options", () => {
  it("--quiet says nothing at all of a clean run, and findings of another", async () => {
    const clean = await drydock(project({ "src/a.py": CLEAN, ...CHEAP }), ["run-all", "--quiet"]);
    expect(clean).toMatchObject({ code: 0, stdout: "", stderr: "" });
    const failed = await drydock(project({ "src/a.py": UNSORTED, ...CHEAP }), ["run-all", "--quiet"]);
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain("src/a.py:3:1");
    expect(failed.stderr).toBe("");
  });

  it("--fail-fast stops the others, which are skipped with the reason", async () => {
    const folder = project({
      "src/a.py": UNSORTED,
      "src/test_slow.py": "import time\n\n\ndef test_slow():\n    time.sleep(600)\n",
      ".config/drydock.json": '{ "python": "3.13", "checks": ["ruff", "test"] }',
    });
    const { code, run } = await jsonRun(folder, ["run-all", "--fail-fast"]);
    expect(code).toBe(1);
    expect(run.results.map(({ check, verdict }) => `${check} ${verdict}`)).toEqual(["ruff failed", "test skipped"]);
    expect(run.results[1]?.reason).toContain("--fail-fast");
  });

  it("--dry-run prints the plans and starts nothing", async () => {
    const cache = join(temporary(), "none");
    const folder = project({ "src/a.py": CLEAN });
    const { code, stdout } = await drydock(folder, ["run-all", "--dry-run"], { DRYDOCK_CACHE: cache, PATH: "" });
    expect(code).toBe(0);
    expect(stdout).toContain("python {scripts}/drydock_pylint.py {store} .:src src --rcfile {config}");
    expect(stdout.match(/^\w+ \(at most 600 s\)$/gm)).toHaveLength(4);
    expect(existsSync(cache)).toBe(false);
  });

  it("--jobs 1 lets one check run at a time, and hands the tools one core", async () => {
    const meeting = temporary();
    const folder = project({ "src/a.py": CLEAN, "src/test_alone.py": alone(meeting), ...tellingPylint(meeting) });
    const { code, run } = await jsonRun(folder, ["run-all", "--jobs", "1"]);
    expect(run.results.map(({ check, verdict }) => `${check} ${verdict}`)).toEqual(["lint passed", "test passed"]);
    expect(code).toBe(0);
    expect(readFileSync(join(meeting, "argv"), "utf8")).toContain("-j 1");
  });

  it("NO_COLOR and a pipe get no colours, --color always gives them to both", async () => {
    const folder = project({ "src/a.py": UNSORTED, ...CHEAP });
    const [plain, colored] = [
      await drydock(folder, ["run-all"], { NO_COLOR: undefined, CI: undefined }),
      await drydock(folder, ["run-all", "--color", "always"], { NO_COLOR: undefined, CI: undefined }),
    ];
    expect(plain.all).not.toContain(ESCAPE);
    expect(colored.stdout).toContain(ESCAPE);
    expect(inTerminal(folder, { NO_COLOR: "" })).toContain(ESCAPE);
    expect(inTerminal(folder, { NO_COLOR: "1" })).not.toMatch(COLOUR);
  });

  it("a reader that leaves early (| head -1) makes neither a crash nor a green result", async () => {
    const lines = Array.from({ length: 4000 }, (_, index) => `import module_${index}\n`).join("");
    const folder = project({ "src/a.py": lines, ...CHEAP });
    const script = 'set -o pipefail; "$0" "$1" ruff | head -1';
    const { status, stdout, stderr } = spawnSync("bash", ["-c", script, process.execPath, CLI], {
      cwd: folder,
      env: { ...process.env, DRYDOCK_CACHE: TEST_CACHE },
      encoding: "utf8",
    });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^src\/a\.py .*findings\n$/);
    expect(stderr).not.toMatch(/EPIPE|Error|at /);
  });
});

/** A colour; clearing a line and moving the cursor are none. */
const COLOUR = /\u001b\[\d*(;\d+)*m/;

/** What a run writes to a terminal, by util-linux' `script`. */
function inTerminal(cwd: string, env: Record<string, string>): string {
  const command = `stty rows 24 cols 80; "${process.execPath}" "${CLI}" ruff`;
  const { CI: _, ...own } = process.env;
  const result = spawnSync("script", ["-qec", command, "/dev/null"], {
    cwd,
    env: { ...own, DRYDOCK_CACHE: TEST_CACHE, TERM: "xterm", ...env },
    encoding: "utf8",
  });
  expect(result.status).toBe(1);
  return result.stdout;
}

/** A test that fails while Pylint is at work. */
function alone(meeting: string): string {
  return `from pathlib import Path\n\n\ndef test_alone():\n    Path("${meeting}/test").touch()\n    assert not Path("${meeting}/lint").exists()\n`;
}

/** A Pylint that tells when it is at work, and gives another check two seconds to begin meanwhile. */
function tellingPylint(meeting: string): Record<string, string> {
  const hook = [
    "import atexit, pathlib, sys, time",
    `folder = pathlib.Path('${meeting}')`,
    "(folder / 'argv').write_text(' '.join(sys.argv))",
    "(folder / 'lint').touch()",
    "atexit.register((folder / 'lint').unlink)",
    "[time.sleep(0.05) for _ in range(40) if not (folder / 'test').exists()]",
  ].join("; ");
  return {
    ".config/.pylintrc": `[MAIN]\nfail-under=0\ninit-hook="${hook}"\n`,
    ".config/drydock.json": '{ "python": "3.13", "checks": ["lint", "test"] }',
  };
}

function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1) ?? "";
}
