import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { cores } from "../../../local/engine/cores.ts";

const all = availableParallelism();

/** The cores of a machine whose control groups hold these files. */
function coresWith(files: Readonly<Record<string, string>>): number {
  return cores((path) => {
    const text = files[path];
    if (text === undefined) throw new Error(`ENOENT: ${path}`);
    return text;
  });
}

const v2 = (text: string) => ({ "/sys/fs/cgroup/cpu.max": text });
const v1 = (quota: string, period: string) => ({
  "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": quota,
  "/sys/fs/cgroup/cpu/cpu.cfs_period_us": period,
});

test.each([
  ["a quota of one core", v2("100000 100000\n"), 1],
  ["half a core, which still is one", v2("50000 100000\n"), 1],
  ["one and a half, which takes two to use up", v2("150000 100000\n"), Math.min(2, all)],
  ["more than the machine has", v2("99900000 100000\n"), all],
  ["no quota", v2("max 100000\n"), all],
  ["a file that says nothing", v2(""), all],
  ["a quota of one core in the first version", v1("100000\n", "100000\n"), 1],
  ["one and a half in the first version", v1("150000\n", "100000\n"), Math.min(2, all)],
  ["no quota in the first version", v1("-1\n", "100000\n"), all],
  ["half of the first version's files", { "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "100000\n" }, all],
  ["no control groups", {}, all],
])("%s", (_, files, expected) => {
  expect(coresWith(files)).toBe(expected);
});

test("the second version's quota wins over the first's", () => {
  expect(coresWith({ ...v2("100000 100000"), ...v1("99900000", "100000") })).toBe(1);
});

test("this machine has at least one core and no more than Node sees", () => {
  expect(cores()).toBeGreaterThanOrEqual(1);
  expect(cores()).toBeLessThanOrEqual(all);
});
