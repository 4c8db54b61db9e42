import { type ChildProcess, spawn } from "node:child_process";
import type { Writable } from "node:stream";
import { MARK_NAME, RUN_MARK } from "./endProcesses.ts";

/*
 * Tools run in process groups of their own, so nothing ends them when Drydock itself is killed with SIGKILL.
 * A tiny shell waits at the other end of a pipe: the kernel closes it however Drydock ends, and the shell then ends
 * the groups it was told of, and on Linux what left them. It is started with the first tool and costs about a millisecond.
 */
const SCRIPT = `
groups=" "
while read -r verb id; do
  case "$verb" in
    add) groups="$groups$id " ;;
    del) groups="\${groups%% $id *} \${groups#* $id }" ;;
  esac
done
for id in $groups; do kill -s KILL -- "-$id" 2>/dev/null; done
for file in $(grep -lsF -e "$1" /proc/[0-9]*/environ); do
  id=\${file#/proc/}
  kill -s KILL "\${id%/environ}" 2>/dev/null
done
exit 0
`;

let watchdog: ChildProcess | undefined;

/** Starts the watchdog beforehand, so that a process is guarded as soon as it has started. */
export function wakeWatchdog(): void {
  watchdogInput();
}

/** Has a process group killed if this process dies in whatever way; the returned function takes that back. */
export function guard(group: number): () => void {
  const pipe = watchdogInput();
  pipe?.write(`add ${group}\n`);
  return () => void pipe?.write(`del ${group}\n`);
}

function watchdogInput(): Writable | null {
  if (watchdog === undefined) {
    // Detached: a Ctrl-C in the terminal must not end the watchdog before Drydock.
    // Without the mark of an outer Drydock whose tool started this one: that would kill the watchdog before its work is done.
    const words = ["-u", MARK_NAME, "/bin/sh", "-c", SCRIPT, "watchdog", RUN_MARK];
    watchdog = spawn("/usr/bin/env", words, { stdio: ["pipe", "ignore", "ignore"], detached: true });
    watchdog.on("error", () => {}); // Without a shell there is no watchdog; the tools still end on the signals that we see.
    watchdog.stdin?.on("error", () => {});
    watchdog.unref();
    (watchdog.stdin as (Writable & { unref?: () => void }) | null)?.unref?.();
  }
  return watchdog.stdin;
}
