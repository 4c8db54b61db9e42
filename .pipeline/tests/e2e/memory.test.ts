import { existsSync, mkdirSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it, onTestFinished } from "vitest";
import { CLI, project, spawnCli, TEST_CACHE } from "../support/cli.ts";
import { cacheWithRuff } from "../support/ownCache.ts";
import { eventually } from "../support/polling.ts";

const HUNGRY =
  "def test_hungry():\n    blocks = [bytearray(b'x' * 1_000_000) for _ in range(4_000)]\n    assert blocks\n";

it("a tool that the kernel ends for want of memory is broken, and the report says what to do", async (context) => {
  const group = memoryGroup(400);
  if (group === undefined) return context.skip("This machine lets nobody make a memory control group.");
  const folder = project({
    "src/test_hungry.py": HUNGRY,
    ".config/drydock.json": '{ "python": "3.13", "checks": ["ruff", "test"] }',
  });
  const script = 'echo $$ > "$1/cgroup.procs"; shift; exec "$@"';
  const { exitCode, stdout } = await execa(
    "sh",
    ["-c", script, "sh", group, process.execPath, CLI, "run-all", "--no-cache"],
    { cwd: folder, env: { DRYDOCK_CACHE: TEST_CACHE, CI: "1" }, reject: false },
  );
  expect(stdout).toContain("pytest was killed (SIGKILL), most likely because the system ran out of memory.");
  expect(stdout).toMatch(/ruff passed.* · test broken$/);
  expect(exitCode).toBe(2);
});

it("a tool that gets no memory from the system is broken, never green", async () => {
  const cache = cacheWithRuff('ulimit -v 40000; exec "$(dirname "$0")/real" "$@"');
  const { code, stdout } = await spawnCli(project({ "src/a.py": "import os\n" }), ["ruff"], { DRYDOCK_CACHE: cache });
  expect(stdout).toMatch(/ruff broken$/);
  expect(code).toBe(2);
});

/** A new control group of so many megabytes, of either version; undefined where none can be made. */
function memoryGroup(megabytes: number): string | undefined {
  const old = existsSync("/sys/fs/cgroup/memory");
  const folder = join(old ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup", `drydock-test-${process.pid}`);
  const bytes = String(megabytes * 1024 * 1024);
  try {
    mkdirSync(folder);
    onTestFinished(async () => {
      // The last of its processes may still be on its way out.
      await eventually("the control group can be removed", () => removed(folder));
    });
    writeFileSync(join(folder, old ? "memory.limit_in_bytes" : "memory.max"), bytes);
    if (!old) writeFileSync(join(folder, "memory.swap.max"), "0");
    return folder;
  } catch {
    return undefined;
  }
}

function removed(folder: string): boolean {
  try {
    rmdirSync(folder);
  } catch {
    return !existsSync(folder);
  }
  return true;
}
