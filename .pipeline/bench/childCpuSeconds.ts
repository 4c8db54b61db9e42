import { readFileSync } from "node:fs";

// The kernel's unit in /proc, whatever its timer does: 100 on all architectures that Node runs on.
const TICKS_PER_SECOND = 100;

/**
 * CPU seconds, user and system, of all child processes that have ended, with all that those waited for. Node has no
 * wait4, but the kernel adds the same figures up in `cutime` and `cstime` of our own process.
 */
export function childCpuSeconds(): number {
  const stat = readFileSync("/proc/self/stat", "utf8");
  // The name before the ")" may hold spaces; the fields after it start with the third.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[16 - 3]) + Number(fields[17 - 3])) / TICKS_PER_SECOND;
}
