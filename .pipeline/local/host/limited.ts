import type { Executor } from "../../src/model/execution.ts";

/** The same executor, with at most `most` plans at work at once; the others wait in the order they came. */
export function limited(execute: Executor, most: number): Executor {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (plan, signal) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      // The run may have ended while this one waited.
      signal.throwIfAborted();
      return await execute(plan, signal);
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
