import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const CLI = resolve(import.meta.dirname, "../../dist/drydock.cjs");
/** No run of these small projects needs nearly so long. */
const LIMIT_MS = 120_000;

/** How one call of the CLI differs from that of a user in the repository. */
export interface How {
  readonly env?: Readonly<Record<string, string>>;
  /** Lines of sh, in which "$@" is the call. */
  readonly shell?: string;
}

/** A call that is over. `code` is null when a signal ended it, whose name `signal` is. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

export interface Running {
  readonly ended: Promise<Ended>;
  /** Sends a signal to the process alone, or to its group; nothing where it is over. */
  readonly kill: (signal: NodeJS.Signals, group?: boolean) => void;
}

/** Where a call is made. */
export interface Place {
  readonly repo: string;
  readonly cache: string;
  readonly tmp: string;
}

let calls = 0;
const running = new Set<Running>();

/** Ends what a trial left behind when it had seen enough. */
export async function endAll(): Promise<void> {
  for (const run of running) run.kill("SIGKILL", true);
  await Promise.allSettled([...running].map(({ ended }) => ended));
}

/** Starts the built CLI. Its output goes to files, for a pipe would be held open by what it leaves behind. */
export function start({ repo, cache, tmp }: Place, args: readonly string[], { env, shell }: How = {}): Running {
  calls += 1;
  const logs = ["stdout", "stderr"].map((name) => join(tmp, `${name}-${calls}`)) as [string, string];
  const [out, err] = logs.map((log) => openSync(log, "w")) as [number, number];
  const call = [process.execPath, CLI, ...args];
  const [file, ...words] = shell === undefined ? call : ["/bin/sh", "-c", shell, "sh", ...call];
  const before = performance.now();
  const child = spawn(file as string, words, {
    cwd: repo,
    env: { ...ownEnvironment(), DRYDOCK_CACHE: cache, TMPDIR: tmp, NO_COLOR: "1", ...env },
    stdio: ["ignore", out, err],
    detached: true,
  });
  for (const log of [out, err]) closeSync(log);
  const kill = (signal: NodeJS.Signals, group = false) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    try {
      process.kill(group ? -child.pid : child.pid, signal);
    } catch {
      // It has ended just now.
    }
  };
  const ended = new Promise<Ended>((done, failed) => {
    const timer = setTimeout(() => kill("SIGKILL", true), LIMIT_MS);
    child.on("error", failed);
    child.on("exit", (code, signal) => {
      clearTimeout(timer);
      running.delete(run);
      const [stdout, stderr] = logs.map((log) => readFileSync(log, "utf8")) as [string, string];
      done({ code, signal, stdout, stderr, ms: performance.now() - before });
    });
  });
  const run = { ended, kill };
  running.add(run);
  return run;
}

/** That of the user, less what would change what Drydock does. */
function ownEnvironment(): Record<string, string> {
  const strange = /^(NODE_|npm_|DRYDOCK_|GITHUB_|GITLAB_|CI$|MAKE|MFLAGS)/;
  const own = Object.entries(process.env).filter(([name, value]) => value !== undefined && !strange.test(name));
  return Object.fromEntries(own) as Record<string, string>;
}
