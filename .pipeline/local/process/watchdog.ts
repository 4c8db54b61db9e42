import { type ChildProcess, spawn } from "node:child_process";
import type { Writable } from "node:stream";
import { MARK_NAME, RUN_MARK } from "./strays.ts";

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

let dog: ChildProcess | undefined;

/** Starts the watchdog, so that no time passes between the start of a process and its being guarded. */
export function wakeWatchdog(): void {
  keeper();
}

/** Has a process group ended when this process dies in whatever way; the returned function takes it back. */
export function guard(group: number): () => void {
  const pipe = keeper();
  pipe?.write(`add ${group}\n`);
  return () => void pipe?.write(`del ${group}\n`);
}

function keeper(): Writable | null {
  if (dog === undefined) {
    // Detached: a Ctrl-C in the terminal must not end the watchdog before its master.
    // Without the mark that a Drydock has whose tool started this one: then it would be ended before its work is done.
    const words = ["-u", MARK_NAME, "/bin/sh", "-c", SCRIPT, "watchdog", RUN_MARK];
    dog = spawn("/usr/bin/env", words, { stdio: ["pipe", "ignore", "ignore"], detached: true });
    dog.on("error", () => {}); // Without a shell there is no watchdog; the tools still end on signals we see.
    dog.stdin?.on("error", () => {});
    dog.unref();
    (dog.stdin as (Writable & { unref?: () => void }) | null)?.unref?.();
  }
  return dog.stdin;
}
