import type { Readable } from "node:stream";
import type { End } from "../../src/model/execution.ts";
import { endLeftovers, killGroup } from "./killGroup.ts";
import { guard, wakeWatchdog } from "./watchdog.ts";

/** A process to run: no shell, no standard input, and no environment but the one given. */
export interface ProcessRequest {
  /** Absolute path, or a name looked up on the given environment's PATH. */
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Cap on standard output and on standard error, each. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface ProcessResult {
  readonly end: End;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a process in a group of its own, so that its workers can be ended with it.
 * Never rejects for what the process does; on abort the group is ended and the reason of the signal is thrown.
 */
export async function runProcess(request: ProcessRequest): Promise<ProcessResult> {
  // Loaded here: a run that is replayed from the cache starts no process.
  const { execa } = await import("execa");
  request.signal.throwIfAborted();
  wakeWatchdog();
  const child = execa(request.file, request.args, {
    cwd: request.cwd,
    env: request.env,
    extendEnv: false,
    stdin: "ignore",
    detached: true,
    reject: false,
    stripFinalNewline: false,
    maxBuffer: request.maxBytes,
  });
  const group = child.pid;
  const release = group === undefined ? () => {} : guard(group);
  let timedOut = false;
  let overflowed = false;
  let ending = false;
  child.once("exit", () => {
    // Else a server that a test forgot would live on, and hold the streams open until the time limit.
    if (group !== undefined && !ending) endLeftovers(group);
  });
  const end = () => {
    if (group === undefined || ending) return;
    ending = true;
    // Guarded until then: the process may be gone while a child of it still will not hear.
    killGroup(group, release);
  };
  const timer = setTimeout(() => {
    timedOut = true;
    end();
  }, request.timeoutMs);
  request.signal.addEventListener("abort", end, { once: true });
  // execa ends only the process itself when a stream overflows, while its children may hold the pipe open.
  const flooded = () => {
    overflowed = true;
    end();
  };
  onOverflow(child.stdout, request.maxBytes, flooded);
  onOverflow(child.stderr, request.maxBytes, flooded);
  try {
    const result = await child;
    request.signal.throwIfAborted();
    const texts = { stdout: result.stdout, stderr: result.stderr };
    if (timedOut) return { ...texts, end: { kind: "timeout", seconds: request.timeoutMs / 1000 } };
    if (overflowed || result.isMaxBuffer) return { ...texts, end: { kind: "overflow", bytes: request.maxBytes } };
    return { ...texts, end: endOf(result) };
  } finally {
    clearTimeout(timer);
    request.signal.removeEventListener("abort", end);
    if (!ending) release();
  }
}

function onOverflow(stream: Readable, limit: number, act: () => void): void {
  let seen = 0;
  stream.on("data", (chunk: Buffer | string) => {
    seen += chunk.length;
    if (seen > limit) act();
  });
}

interface Ending {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly originalMessage?: string | undefined;
}

function endOf(result: Ending): End {
  if (result.exitCode !== undefined) return { kind: "exit", code: result.exitCode };
  if (result.signal !== undefined) return { kind: "signal", name: result.signal };
  return { kind: "not-started", reason: result.originalMessage ?? "no reason was given" };
}
