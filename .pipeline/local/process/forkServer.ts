import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { End } from "../../src/model.ts";
import { newMark } from "./endProcesses.ts";
import { closing, type ProcessRequest, type Started } from "./runProcess.ts";
import { guard, wakeWatchdog } from "./watchdog.ts";

/** How long a server may take to import a tool, or to fork. */
const ANSWER_MS = 30_000;
/** How long after a fork's streams have closed the server may take to say how the fork ended. */
const REPORT_MS = 5000;
/** How long a server may take to end. */
const GRACE_MS = 2000;

export interface ForkServerSpec {
  /** Path of `drydock_warm.py`. */
  readonly script: string;
  /** The interpreter. */
  readonly file: string;
  readonly env: ProcessRequest["env"];
  /** What it imports before the first request. */
  readonly modules: readonly string[];
  /** How many requests it serves. */
  readonly slots: number;
}

/**
 * A process that keeps a tool imported. It never runs the tool itself, so nothing of a run stays in it. It ends by itself
 * after its last fork.
 */
export interface ForkServer {
  /** Whether it can fork, once that is known. */
  readonly ready: Promise<boolean>;
  /** A fork of it that runs these arguments of Python; undefined if it has ended or does not answer. */
  readonly fork: (request: Pick<ProcessRequest, "args" | "cwd" | "env">) => Promise<Started | undefined>;
  readonly hasEnded: () => boolean;
  /** Requests that it can still take. */
  readonly left: () => number;
  /** Ends it and its forks. */
  readonly end: () => Promise<void>;
}

export function forkServer({ script, file, env, modules, slots }: ForkServerSpec): ForkServer {
  wakeWatchdog();
  const mark = newMark();
  const server = spawn(file, [script, ...modules], {
    cwd: "/",
    env: { ...env, ...mark.env },
    detached: true,
    stdio: ["pipe", "pipe", "pipe", ...Array.from({ length: 2 * slots }, () => "pipe" as const)],
  });
  const release = server.pid === undefined ? () => {} : guard(server.pid);
  for (const stream of server.stdio) stream?.on("error", () => {});
  server.stderr?.resume();
  const kill = () => void server.kill("SIGKILL");
  const groups = new Map<number, (group: number | undefined) => void>();
  const ends = new Map<number, (end: End) => void>();
  let [taken, ended, hasEnded] = [0, 0, false];
  let answer: (ready: boolean) => void = () => {};
  const ready = new Promise<boolean>((resolve) => {
    answer = resolve;
  });
  const late = setTimeout(kill, ANSWER_MS);
  void ready.then(() => clearTimeout(late));
  const gone = new Promise<void>((resolve) => {
    const leave = () => {
      if (hasEnded) return;
      hasEnded = true;
      answer(false);
      for (const tell of groups.values()) tell(undefined);
      for (const tell of ends.values()) tell(KILLED);
      mark.killMarked();
      release();
      resolve();
    };
    server.once("exit", leave);
    // It could not be started.
    server.once("error", leave);
  });
  const hear = (line: string) => {
    const [word, slot, number] = line.split(" ");
    if (word === "ready") answer(true);
    else if (word === "start") groups.get(Number(slot))?.(Number(number));
    else if (word === "end") {
      ends.get(Number(slot))?.(endOf(Number(number)));
      ended += 1;
      if (ended === slots) server.stdin?.end();
    }
    // A module has printed it: nothing that is printed can be relied on.
    else kill();
  };
  if (server.stdout !== null) createInterface({ input: server.stdout }).on("line", hear);

  return {
    ready,
    fork: async ({ args, cwd, env: own }) => {
      const slot = taken++;
      if (hasEnded || slot >= slots) return undefined;
      const forked = newMark();
      const exited = new Promise<End>((resolve) => ends.set(slot, resolve));
      const timer = setTimeout(kill, ANSWER_MS);
      const group = await new Promise<number | undefined>((resolve) => {
        groups.set(slot, resolve);
        server.stdin?.write(`${JSON.stringify({ slot, words: args, cwd, env: { ...own, ...forked.env } })}\n`);
      });
      clearTimeout(timer);
      if (group === undefined) return undefined;
      const [stdout, stderr] = [3, 4].map((first) => server.stdio[first + 2 * slot] as Readable) as [
        Readable,
        Readable,
      ];
      // A server that has been stopped would never report the end.
      void Promise.all([closing(stdout), closing(stderr)]).then(() => {
        const patience = setTimeout(kill, REPORT_MS);
        void exited.then(() => clearTimeout(patience));
      });
      return { group, stdout, stderr, exited, killMarked: forked.killMarked };
    },
    hasEnded: () => hasEnded,
    left: () => slots - taken,
    end: async () => {
      server.stdin?.end();
      const patience = setTimeout(kill, GRACE_MS);
      await gone;
      clearTimeout(patience);
    },
  };
}

const KILLED: End = { kind: "signal", name: "SIGKILL" };

/** Python tells a signal as a negative code. */
function endOf(code: number): End {
  return code < 0 ? { kind: "signal", name: `signal ${-code}` } : { kind: "exit", code };
}
