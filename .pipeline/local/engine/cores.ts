import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/**
 * Cores this process may really use: the CPU affinity, cut by the quota of the control group (a container's `--cpus`),
 * which Node 20 does not count.
 */
export function cores(readText: (path: string) => string = (path) => readFileSync(path, "utf8")): number {
  const quota = quotaV2(readText) ?? quotaV1(readText) ?? Number.POSITIVE_INFINITY;
  return Math.max(1, Math.min(availableParallelism(), Math.ceil(quota)));
}

function quotaV2(readText: (path: string) => string): number | undefined {
  const [quota, period] =
    attempt(() => readText("/sys/fs/cgroup/cpu.max"))
      ?.trim()
      .split(" ") ?? [];
  return ratio(quota, period);
}

function quotaV1(readText: (path: string) => string): number | undefined {
  const folder = "/sys/fs/cgroup/cpu";
  const quota = attempt(() => readText(`${folder}/cpu.cfs_quota_us`));
  return ratio(
    quota,
    attempt(() => readText(`${folder}/cpu.cfs_period_us`)),
  );
}

function ratio(quota: string | undefined, period: string | undefined): number | undefined {
  const value = Number(quota) / Number(period);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

function attempt(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
