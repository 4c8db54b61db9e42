import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { project, TEST_CACHE, temporary } from "../support/cli.ts";
import { mounted } from "../support/mounted.ts";

const SETTINGS = { ".config/drydock.json": '{ "python": "3.13", "checks": ["format", "ruff"] }' };
const UNUSED = '"""A module."""\n\nimport os\n';

/** Mounts a file system of that size as the cache "$1", and shows it the environments of the tests "$2". */
const disk = (size: string) =>
  [
    `mount -t tmpfs -o mode=700,size=${size} none "$1"`,
    'ln -s "$2/environments" "$1"',
    'cp "$2/interpreters.json" "$1"',
  ].join("; ");
// By a name that the cache knows: with another the folder would not be taken for one.
const FILLED = 'cat /dev/zero > "$1/pruned" 2>/dev/null || true';

describe("a cache on a disk", () => {
  it.each([
    ["that is full", `${disk("128k")}; ${FILLED}`, /is not writable \(ENOSPC\)/],
    ["that is read-only", `${disk("128k")}; mount -o remount,ro "$1"`, /is not writable \(EROFS\)/],
  ])("%s is not used: the verdict is right, and one notice says why", async (_, script, why) => {
    const folder = project({ "src/a.py": UNUSED, ...SETTINGS });
    const cache = temporary();
    const env = { DRYDOCK_CACHE: cache };
    const { code, stdout, stderr } = await mounted(script, [cache, TEST_CACHE], folder, ["run-all"], env);
    expect(code).toBe(1);
    expect(stdout).toContain("src/a.py:3:8");
    expect(stdout).toMatch(/format passed \(1 file\) .* · ruff failed \(1 failing in 1 file\)$/);
    expect(stdout).toMatch(why);
    expect(`${stdout}${stderr}`.match(/is not writable|cannot be stored/g)).toHaveLength(1);
  });

  it("that fills up while the run is at work costs the cache and not the verdict, with one notice", async () => {
    // Room for the mark and the first probe (a page each), none for the copy of the source or a result.
    const script = `${disk("512k")}; ${FILLED}; truncate -s -8192 "$1/pruned"`;
    const folder = project({ "src/a.py": `${UNUSED}\nTEXT = """\n${"line\n".repeat(50_000)}"""\n`, ...SETTINGS });
    const cache = temporary();
    const env = { DRYDOCK_CACHE: cache };
    const { code, stdout, stderr } = await mounted(script, [cache, TEST_CACHE], folder, ["run-all"], env);
    expect(stdout).toMatch(/format passed \(1 file\) .* · ruff failed \(1 failing in 1 file\)$/);
    expect(code).toBe(1);
    expect(`${stdout}${stderr}`.match(/is not writable|cannot be stored/g)).toHaveLength(1);
  });

  it("that is read-only and empty still gives a verdict, with environments that go with the run", async () => {
    const folder = project({ "src/a.py": UNUSED, ...SETTINGS });
    const cache = temporary();
    const tmp = temporary();
    const env = { DRYDOCK_CACHE: join(cache, "c"), TMPDIR: tmp };
    const { code, stdout } = await mounted('mount -t tmpfs -o ro none "$1"', [cache], folder, ["ruff"], env);
    expect(code).toBe(1);
    expect(stdout).toMatch(/is not writable \(EROFS\)/);
    expect(stdout).toMatch(/ruff failed \(1 failing in 1 file\)$/);
    expect(readdirSync(tmp)).toEqual([]);
  });
});
