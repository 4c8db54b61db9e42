import type { LoggerFormat } from "listr2";
import type { Verdict } from "../../src/model/run.ts";
import type { TextStyle } from "../../src/report/style.ts";
import type { Screen } from "./ui.ts";

/** What a row shows now; a verdict ends it. */
export interface RowView {
  readonly text: string;
  readonly verdict: Verdict | undefined;
}

export interface TaskList {
  /** Ends the rows that have a verdict by now; the texts of the others are asked for at each tick anyway. */
  readonly refresh: () => void;
  /** Takes everything off the screen and shows the cursor again. */
  readonly close: () => Promise<void>;
}

/** Draws rows that change in place, with listr2, which is loaded here because it takes longer than the rest of the CLI. */
export async function taskList(
  screen: Screen,
  style: TextStyle,
  checks: readonly string[],
  view: (check: string) => RowView,
): Promise<TaskList> {
  const {
    DefaultRenderer,
    Listr,
    ListrDefaultRendererLogLevels: Icon,
    ListrLogger,
    ProcessOutput,
  } = await import("listr2");
  const enders = new Map<string, (verdict: Verdict) => void>();
  let closed = false;

  class OnScreen extends DefaultRenderer {
    // listr2 asks whether standard output is a terminal; these rows go to another stream, known to be one.
    static override nonTTY = true as false;
    override update(): void {
      for (const [at, check] of checks.entries()) {
        const task = list.tasks[at];
        if (task !== undefined) task.title = view(check).text;
      }
      super.update();
    }
  }
  // By its own choice listr2 would colour for standard output.
  const colors = {
    [Icon.WAITING]: style.dim as LoggerFormat,
    [Icon.PENDING]: style.cyan as LoggerFormat,
    [Icon.COMPLETED]: style.green as LoggerFormat,
    [Icon.FAILED]: style.red as LoggerFormat,
    [Icon.SKIPPED_WITH_COLLAPSE]: style.yellow as LoggerFormat,
  };
  const list = new Listr(
    checks.map((check) => ({
      title: check,
      task: async (_context: unknown, task: { skip: () => void }) => {
        const known = closed ? "passed" : view(check).verdict;
        const verdict = known ?? (await new Promise<Verdict>((resolve) => enders.set(check, resolve)));
        if (verdict === "skipped") task.skip();
        else if (verdict !== "passed") throw new Error(verdict);
      },
    })),
    {
      concurrent: true,
      exitOnError: false,
      // Ctrl-C is the door's affair: it aborts the run, and then closes this.
      registerSignalListeners: false,
      renderer: OnScreen,
      rendererOptions: {
        clearOutput: true,
        formatOutput: "truncate",
        showErrorMessage: false,
        showSkipMessage: false,
        color: colors,
        logger: new ListrLogger({ processOutput: new ProcessOutput(streamOn(screen), streamOn(screen)) }),
      },
    },
  );
  const over = list.run().catch(() => {});
  const refresh = () => {
    for (const [check, end] of enders) {
      const { verdict } = view(check);
      if (verdict !== undefined) end(verdict);
    }
  };
  const close = async () => {
    closed = true;
    for (const end of enders.values()) end("passed");
    await over;
  };
  return { refresh, close };
}

/**
 * A stream of its own for listr2, which replaces the `write` of the streams it is given and holds back what others
 * print meanwhile: the process's own streams stay as they are.
 */
function streamOn(screen: Screen): NodeJS.WriteStream {
  const write = (text: string | Uint8Array) => {
    try {
      screen.write(String(text));
    } catch {
      // Drawn from a timer, where an error would end the process.
    }
    return true;
  };
  return { write, isTTY: true, columns: screen.columns, rows: screen.rows } as unknown as NodeJS.WriteStream;
}
