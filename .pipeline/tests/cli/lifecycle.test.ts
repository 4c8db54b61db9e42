import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { drydock } from "../support/callCli.ts";
import { project, put, start, temporary } from "../support/cli.ts";
import { copiedCache, ownCache } from "../support/ownCache.ts";
import { eventually, isRunning } from "../support/polling.ts";

/*
 * A tool that misbehaves: pytest runs what the tests say, so they can do to it whatever a tool may do by itself.
 */

describe("a tool that misbehaves", () => {
  it("is broken, never green, when SIGKILL ends it, and the report thinks of memory", async () => {
    const { code, stdout } = await testing("import os, signal\n\n\ndef test_it():\n    os.killpg(0, signal.SIGKILL)\n");
    expect(code).toBe(2);
    expect(stdout).toContain("pytest was killed (SIGKILL)");
    expect(stdout).toContain("memory");
    expect(stdout).toContain("test broken");
  });

  it("is broken when it ends with a success that it did not report", async () => {
    const { code, stdout } = await testing("import os\n\n\ndef test_it():\n    os._exit(0)\n");
    expect(code).toBe(2);
    expect(stdout).toContain("test broken");
  });

  it("is broken when it hangs, within the time of the settings, and so are its children", async () => {
    const meeting = temporary();
    const { code, stdout } = await testing(hanging(meeting), { timeout: { test: 8 } });
    expect(code).toBe(2);
    expect(stdout).toContain("did not finish within 8 seconds");
    expect(stdout).toContain('"timeout" in drydock.json');
    await eventually("the tool and its child are gone", () => pidsIn(meeting).every((pid) => !isRunning(pid)));
  });

  it("is broken when it prints 100 MB, which are not kept", async () => {
    const flood = "import os\n\n\ndef test_it():\n    for _ in range(1600):\n        os.write(2, b'x' * 65536)\n";
    const { code, stdout } = await testing(flood, {}, { "pytest.ini": "[pytest]\naddopts = -s\n" });
    expect(code).toBe(2);
    expect(stdout).toContain("printed more than 64 MB");
    expect(stdout.length).toBeLessThan(10_000);
  });
});

describe("an interruption", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "by %s ends the tool and its children, exits 130 and reports no verdict",
    async (signal) => {
      const { run, meeting } = await hangingRun();
      run.kill(signal);
      const { exitCode, stdout, stderr } = await run;
      expect(exitCode).toBe(130);
      expect(stdout).toBe("");
      expect(stderr).toContain("Interrupted; no verdict was reached.");
      expect(stderr).not.toContain("passed");
      await eventually("the tool and its child are gone", () => pidsIn(meeting).every((pid) => !isRunning(pid)));
    },
  );

  it("by SIGKILL, which nothing can handle, takes the tool along and does not stand in the next run's way", async () => {
    const { run, meeting, folder, env } = await hangingRun();
    run.kill("SIGKILL");
    expect((await run).signal).toBe("SIGKILL");
    await eventually("the tool and its child are gone", () => pidsIn(meeting).every((pid) => !isRunning(pid)));
    put(folder, "src/test_it.py", "def test_it():\n    assert True\n");
    expect((await drydock(folder, ["test"], env)).code).toBe(0);
  });

  it("by SIGTERM while an environment is made leaves no half of one, and the next run makes it", async () => {
    const folder = project({ "src/a.py": "import os\n" });
    const env = { DRYDOCK_CACHE: copiedCache("uv") };
    const run = start(folder, ["ruff"], env);
    let said = "";
    run.stderr.on("data", (chunk) => {
      said += String(chunk);
    });
    await eventually("the environment is being made", () => said.includes("creating the environment of ruff"), 60);
    run.kill("SIGTERM");
    const { exitCode, stdout } = await run;
    expect(exitCode).toBe(130);
    expect(stdout).toBe("");
    const again = await drydock(folder, ["ruff"], env);
    expect(again.code).toBe(1);
    expect(again.stdout).toContain("F401");
  });
});

/** Runs the `test` check over one test file, with these settings, and a cache of its own. */
async function testing(test: string, settings: object = {}, files: Record<string, string> = {}) {
  const folder = project({ "src/test_it.py": test, ...files, ...withSettings(settings) });
  return drydock(folder, ["test"], { DRYDOCK_CACHE: ownCache() });
}

/** A run whose tool hangs, with a child that hangs too and ignores what it is asked; both are at work. */
async function hangingRun() {
  const meeting = temporary();
  const folder = project({ "src/test_it.py": hanging(meeting), ...withSettings({ timeout: { test: 300 } }) });
  const env = { DRYDOCK_CACHE: ownCache() };
  const run = start(folder, ["test"], env);
  await eventually("the tool and its child are at work", () => existsSync(join(meeting, "pids")), 60);
  expect(pidsIn(meeting).every(isRunning)).toBe(true);
  return { run, meeting, folder, env };
}

function hanging(meeting: string): string {
  return [
    "import os, pathlib, subprocess, time",
    "",
    "",
    "def test_it():",
    `    child = subprocess.Popen(["/bin/sh", "-c", "trap '' TERM INT; while :; do sleep 1; done"])`,
    `    folder = pathlib.Path("${meeting}")`,
    '    (folder / "new").write_text(f"{os.getpid()} {child.pid}")',
    '    (folder / "new").rename(folder / "pids")',
    "    time.sleep(600)",
    "",
  ].join("\n");
}

function pidsIn(meeting: string): readonly number[] {
  return readFileSync(join(meeting, "pids"), "utf8").split(" ").map(Number);
}

function withSettings(settings: object): Record<string, string> {
  return { ".config/drydock.json": JSON.stringify({ python: "3.13", checks: ["test"], ...settings }) };
}
