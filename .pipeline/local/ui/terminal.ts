import colors from "picocolors";
import { PLAIN, type TextStyle } from "../../src/report/text/style.ts";

/** A stream that may be a terminal. Progress goes to standard error, so that standard output contains only the report. */
export interface Screen {
  readonly write: (text: string) => void;
  readonly isTTY: boolean;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

/** A standard stream that can be written to at any time, even after its reader has closed it. */
export interface Outlet extends Screen {
  /** In `latin1` each character is one byte: for what must come out as it is. */
  readonly write: (text: string, encoding?: "latin1") => void;
  /** Waits until everything is written; false if the reader closed the stream first. */
  readonly flush: () => Promise<boolean>;
  /** Why writing failed, such as a full disk; undefined if the reader just closed the stream (`| head`). */
  readonly failure: () => Error | undefined;
}

/**
 * Wraps standard output or standard error. `EPIPE` is an `error` event that would end the process with a stack
 * trace if nothing listened; here the rest of the output is dropped and the run keeps its exit code.
 */
export function outlet(
  stream: NodeJS.WritableStream & Partial<Pick<NodeJS.WriteStream, "isTTY" | "columns" | "rows">>,
): Outlet {
  let failure: NodeJS.ErrnoException | undefined;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    failure ??= error;
  });
  return {
    write: (text, encoding) => {
      if (failure === undefined) stream.write(text, encoding);
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
}

/**
 * The same stream, escaped so that GitHub's runner does not mistake text for a command. The runner executes lines that start
 * with `::`, also after spaces, and `##[` anywhere; a file name or a tool's message may contain either.
 */
export function logGuard(out: Outlet): Outlet {
  return {
    ...out,
    get columns() {
      return out.columns;
    },
    get rows() {
      return out.rows;
    },
    write: (text) => out.write(text.replaceAll("##[", "##\\[").replace(/^([^\S\r\n\u2028\u2029]*)::/gm, "$1\\::")),
  };
}

export type ColorChoice = "auto" | "always" | "never";

/** The style for one stream: decided by `--color`, then NO_COLOR, FORCE_COLOR, whether it is a terminal, and TERM. */
export function terminalStyle(
  { isTTY }: Pick<Screen, "isTTY">,
  choice: ColorChoice,
  env: NodeJS.ProcessEnv,
): TextStyle {
  if (!wantsColor(isTTY, choice, env)) return PLAIN;
  const { bold, dim, red, yellow, green, cyan } = colors.createColors(true);
  const style = { bold, dim, red, yellow, green, cyan };
  // Log viewers of CI systems show the hyperlink sequence as garbage, so it is for terminals only.
  return isTTY && !isDumb(env) ? { ...style, link: hyperlink } : style;
}

export function isDumb(env: NodeJS.ProcessEnv): boolean {
  return env.TERM === "dumb";
}

function wantsColor(isTTY: boolean, choice: ColorChoice, env: NodeJS.ProcessEnv): boolean {
  if (choice !== "auto") return choice === "always";
  if (env.NO_COLOR) return false;
  const forced = env.FORCE_COLOR;
  if (forced !== undefined && forced !== "") return forced !== "0" && forced !== "false";
  return isTTY && !isDumb(env);
}

// OSC 8: terminals that support it make the text clickable; others just show it.
function hyperlink(text: string, url: string): string {
  return `\x1b]8;;${url}\x1b\\${text}\x1b]8;;\x1b\\`;
}
