import { createHash, hash } from "node:crypto";
import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { osPath } from "./paths.ts";

// Synchronous on purpose: for files of a few kilobytes it is several times faster than the thread pool.
const chunk = Buffer.allocUnsafeSlow(256 * 1024);
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

interface HashedFile {
  readonly hash: string;
  readonly executable: boolean;
  readonly stat: BigIntStats;
}

/**
 * sha256 of a regular file's content, hex, and its stat from before reading. Null if it is something else, such as a
 * pipe. Never follows a link (ELOOP). `onChunk` gets the content as it is read; the buffer is reused.
 */
export function hashFile(path: string, onChunk?: (bytes: Buffer) => void): HashedFile | null {
  const file = openSync(osPath(path), FLAGS);
  try {
    const stat = fstatSync(file, { bigint: true });
    if (!stat.isFile()) return null;
    const executable = isExecutable(stat);
    let length = readSync(file, chunk, 0, chunk.length, null);
    if (length < chunk.length && BigInt(length) === stat.size) {
      const bytes = chunk.subarray(0, length);
      onChunk?.(bytes);
      return { hash: hash("sha256", bytes, "hex"), executable, stat };
    }
    const digest = createHash("sha256");
    while (length > 0) {
      const bytes = chunk.subarray(0, length);
      onChunk?.(bytes);
      digest.update(bytes);
      length = readSync(file, chunk, 0, chunk.length, null);
    }
    return { hash: digest.digest("hex"), executable, stat };
  } finally {
    closeSync(file);
  }
}

export function isExecutable({ mode }: BigIntStats): boolean {
  return (mode & 0o111n) !== 0n;
}

const SLICE_MS = 10;

/**
 * For work with synchronous system calls: awaited between steps, it yields to the event loop every 10 ms, so that progress is
 * shown and Ctrl-C works. Throws the reason of an aborted signal.
 */
export function pacer(signal?: AbortSignal): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < SLICE_MS) return undefined;
    return setImmediate().then(() => {
      signal?.throwIfAborted();
      since = performance.now();
    });
  };
}
