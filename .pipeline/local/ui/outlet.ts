import type { Screen } from "./ui.ts";

/** A standard stream that can be written to at any time, also after its reader has gone. */
export interface Outlet extends Screen {
  /** Waits until all that was written is handed over; true when somebody still reads, or has read all of it. */
  readonly flush: () => Promise<boolean>;
  /** Why writing failed for another reason than a reader that left (`| head`), such as a full disk. */
  readonly failure: () => Error | undefined;
}

/**
 * Wraps standard output or standard error. `EPIPE` comes as an `error` event that would end the process with a
 * stack trace if nobody listened; here the rest of the output is dropped and the run keeps its exit code.
 */
export function outlet(
  stream: NodeJS.WritableStream & Partial<Pick<NodeJS.WriteStream, "isTTY" | "columns" | "rows">>,
) {
  let failure: NodeJS.ErrnoException | undefined;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    failure ??= error;
  });
  const result: Outlet = {
    write: (text) => {
      if (failure === undefined) stream.write(text);
    },
    isTTY: stream.isTTY === true,
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
    flush: () =>
      new Promise((resolve) => {
        if (failure === undefined) stream.write("", (error) => resolve(!error && failure === undefined));
        else resolve(false);
      }),
    failure: () => (failure?.code === "EPIPE" ? undefined : failure),
  };
  return result;
}
