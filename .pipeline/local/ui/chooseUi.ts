import type { RunEvent } from "../../src/flow/events.ts";
import { liveUi } from "./live.ts";
import { plainUi, type Ui } from "./plain.ts";
import { type ColorChoice, isDumb, type Screen, terminalStyle } from "./terminal.ts";

export interface UiOptions {
  /** Standard error. */
  readonly screen: Screen;
  readonly env: NodeJS.ProcessEnv;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: ColorChoice;
}

/** `--quiet`: silent; an interactive terminal: live; CI, a pipe or a dumb terminal: plain. */
export function chooseUi({ screen, env, quiet, verbose, color }: UiOptions): Ui {
  if (quiet) return { on: () => {}, close: () => {} };
  const style = terminalStyle(screen, color, env);
  // A container's terminal may report 0 columns.
  const hasSize = (screen.columns ?? 0) > 0 && (screen.rows ?? 0) > 0;
  const live = screen.isTTY && hasSize && !isCi(env) && !isDumb(env);
  return disabledOnError(
    live ? liveUi(screen, style, { ascii: env.TERM === "linux" }) : plainUi(screen, style, verbose),
  );
}

function isCi({ CI }: NodeJS.ProcessEnv): boolean {
  return CI !== undefined && CI !== "" && CI !== "0" && CI !== "false";
}

/** The same UI, but disabled after the first failure to draw: the run continues without it. */
function disabledOnError(ui: Ui): Ui {
  let works = true;
  const attempt = (draw: () => void) => {
    try {
      draw();
    } catch {
      works = false;
    }
  };
  const on = (event: RunEvent) => {
    if (works) attempt(() => ui.on(event));
  };
  return { on, close: () => attempt(ui.close) };
}
