import { setImmediate } from "node:timers/promises";

const SLICE_MS = 10;

/**
 * For work with synchronous system calls: awaited between steps, it lets the event loop turn every 10 ms, so that
 * progress is shown and Ctrl-C is heard, and throws the reason of an aborted signal.
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
