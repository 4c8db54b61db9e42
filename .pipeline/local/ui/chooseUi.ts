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

/** `--quiet`: silent; a terminal with a person in front of it: live; CI, a pipe, a dumb terminal: plain. */
export function chooseUi({ screen, env, quiet, verbose, color }: UiOptions): Ui {
  if (quiet) return { on: () => {}, close: () => {} };
  const style = terminalStyle(screen, color, env);
  // A container's terminal may claim to have 0 columns; nothing can be fitted into those.
  const sized = (screen.columns ?? 0) > 0 && (screen.rows ?? 0) > 0;
  const live = screen.isTTY && sized && !isCi(env) && !isDumb(env);
  return unbreakable(live ? liveUi(screen, style, { ascii: env.TERM === "linux" }) : plainUi(screen, style, verbose));
}

function isCi({ CI }: NodeJS.ProcessEnv): boolean {
  return CI !== undefined && CI !== "" && CI !== "0" && CI !== "false";
}

/** The same UI, but once it has failed to draw it is left alone: the run and its verdict go on without it. */
function unbreakable(ui: Ui): Ui {
  let works = true;
  const attempt = (act: () => void) => {
    try {
      act();
    } catch {
      works = false;
    }
  };
  const on = (event: RunEvent) => {
    if (works) attempt(() => ui.on(event));
  };
  return { on, close: () => attempt(ui.close) };
}
