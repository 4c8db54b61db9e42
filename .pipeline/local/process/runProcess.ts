import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { causeOf } from "../../src/errors.ts";
import type { End } from "../../src/model.ts";
import { endGroup, killGroup, newMark } from "./endProcesses.ts";
import { guard, wakeWatchdog } from "./watchdog.ts";

/** A process to run, without a shell, without standard input, and only with the given environment. */
export interface ProcessRequest {
  /** Absolute path, or a name looked up on the given environment's PATH. */
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Limit for standard output and standard error, each. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** Whether everything it starts ends with it; on Linux this includes processes that left its group. */
  readonly contained?: boolean;
}

export interface ProcessResult {
  readonly end: End;
  readonly stdout: string;
  readonly stderr: string;
  /** A process that it started could not be ended and keeps the streams open; the output may be incomplete. */
  readonly heldOpen?: true;
}

/** A process that runs in a group of its own. */
export interface Started {
  readonly group: number;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  readonly exited: Promise<End>;
  /** Kills what has left its group; called once it has ended. */
  readonly killMarked?: (() => void) | undefined;
}

/**
 * Runs a process in a new process group, so that its workers can be ended with it.
 * Never rejects because of what the process does; on abort the group is ended and the signal's reason is thrown.
 */
export async function runProcess(request: ProcessRequest): Promise<ProcessResult> {
  const { file, args, cwd, signal, contained } = request;
  signal.throwIfAborted();
  wakeWatchdog();
  const mark = contained ? newMark() : undefined;
  let child: ChildProcess;
  try {
    const env = { ...request.env, ...mark?.env };
    child = spawn(file, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  } catch (error) {
    return notStarted(error);
  }
  const group = child.pid;
  if (group === undefined) return notStarted(await new Promise((resolve) => child.once("error", resolve)));
  const exited = new Promise<End>((resolve) => {
    child.once("exit", (code, name) => {
      resolve(code === null ? { kind: "signal", name: String(name) } : { kind: "exit", code });
    });
  });
  return untilEnd({ group, stdout: child.stdout, stderr: child.stderr, exited, killMarked: mark?.killMarked }, request);
}

/** Reads what a process prints and waits for its end, which comes no later than the request allows. */
export async function untilEnd(
  { group, stdout: out, stderr: err, exited, killMarked }: Started,
  { timeoutMs, maxBytes, signal }: Pick<ProcessRequest, "timeoutMs" | "maxBytes" | "signal">,
): Promise<ProcessResult> {
  const release = guard(group);
  let stopped: End | undefined;
  let ending = false;
  let ended = false;
  const stop = (reason?: End) => {
    stopped ??= reason;
    if (ending || ended) return;
    ending = true;
    // Guarded until then: the process may be gone while one of its children still ignores the signal.
    endGroup(group, () => {
      killMarked?.();
      release();
    });
  };
  const timer = setTimeout(() => stop({ kind: "timeout", seconds: timeoutMs / 1000 }), timeoutMs);
  const abort = () => stop();
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) stop();
  const onOverflow = () => stop({ kind: "overflow", bytes: maxBytes });
  const stdout = collect(out, maxBytes, onOverflow);
  const stderr = collect(err, maxBytes, onOverflow);
  const closed = Promise.all([out, err].map(closing)).then(() => true as const);
  const end = await exited.then((how) => {
    ended = true;
    clearTimeout(timer);
    if (!ending) {
      // Otherwise a server that a test forgot would live on, and hold the streams open.
      killGroup(group);
      killMarked?.();
      release();
    }
    return how;
  });
  const heldOpen = !(await closesInTime(closed));
  for (const stream of [out, err]) stream?.destroy();
  signal.removeEventListener("abort", abort);
  signal.throwIfAborted();
  return { end: stopped ?? end, stdout: stdout(), stderr: stderr(), ...(heldOpen ? { heldOpen } : {}) };
}

/** The output of one of the user's programs; undefined if it fails or times out, such as a shim whose target is missing. */
export async function askProgram(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const defined = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const { end, stdout } = await runProcess({
    file,
    args,
    // Version managers choose a version by files in the current folder.
    cwd: "/",
    env: Object.fromEntries(defined),
    timeoutMs,
    maxBytes: 64 * 1024,
    signal,
  });
  return end.kind === "exit" && end.code === 0 ? stdout : undefined;
}

function notStarted(error: unknown): ProcessResult {
  return { end: { kind: "not-started", reason: causeOf(error) }, stdout: "", stderr: "" };
}

function collect(stream: Readable | null, limit: number, onOverflow: () => void): () => string {
  const chunks: Buffer[] = [];
  let remaining = limit;
  stream?.on("error", () => {});
  stream?.on("data", (chunk: Buffer) => {
    chunks.push(chunk.subarray(0, Math.max(0, remaining)));
    remaining -= chunk.length;
    if (remaining < 0) onOverflow();
  });
  return () => Buffer.concat(chunks).toString("utf8");
}

/** Resolves once a stream has closed. */
export async function closing(stream: Readable | null): Promise<void> {
  if (stream !== null && !stream.closed) await new Promise((resolve) => stream.once("close", resolve));
}

/**
 * Whether the streams close within three seconds, which is longer than endGroup takes. Waits in short steps, so that the
 * pipes are read between them even if this process is busy.
 */
async function closesInTime(closed: Promise<true>): Promise<boolean> {
  for (let step = 0; step < 30; step++) {
    if (await Promise.race([closed, delay(100, false, { ref: false })])) return true;
  }
  return false;
}
