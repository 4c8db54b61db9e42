import { type ChildProcess, spawn } from "node:child_process";
import type { Writable } from "node:stream";
import { MARK_NAME, RUN_MARK } from "./endProcesses.ts";

/*
 * Tools run in their own process groups, so nothing would end them if Drydock itself is killed with SIGKILL. A small shell
 * waits at the other end of a pipe: the kernel closes the pipe however Drydock ends. The shell then kills the registered
 * groups and, on Linux, what left them. It is started with the first tool and costs about a millisecond.
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

/** Starts the watchdog early, so that a process is guarded as soon as it starts. */
export function wakeWatchdog(): void {
  watchdogInput();
}

/** Registers a process group to be killed if this process dies in any way; the returned function unregisters it. */
export function guard(group: number): () => void {
  const pipe = watchdogInput();
  pipe?.write(`add ${group}\n`);
  return () => void pipe?.write(`del ${group}\n`);
}

function watchdogInput(): Writable | null {
  if (watchdog === undefined) {
    // Detached: a Ctrl-C in the terminal must not end the watchdog before Drydock.
    // Without the mark of an outer Drydock whose tool started this one: it could kill the watchdog too early.
    const words = ["-u", MARK_NAME, "/bin/sh", "-c", SCRIPT, "watchdog", RUN_MARK];
    watchdog = spawn("/usr/bin/env", words, { stdio: ["pipe", "ignore", "ignore"], detached: true });
    watchdog.on("error", () => {}); // Without a shell there is no watchdog; tools are still ended on signals that can be handled.
    watchdog.stdin?.on("error", () => {});
    watchdog.unref();
    (watchdog.stdin as (Writable & { unref?: () => void }) | null)?.unref?.();
  }
  return watchdog.stdin;
}
