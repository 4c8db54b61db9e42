import { liveUi } from "./live.ts";
import { plainUi } from "./plain.ts";
import { silentUi } from "./silent.ts";
import { type ColorChoice, type Environment, isDumb, terminalStyle } from "./terminalStyle.ts";
import type { Screen, Ui } from "./ui.ts";
import { unbreakable } from "./unbreakable.ts";

export interface UiWorld {
  /** Standard error. */
  readonly screen: Screen;
  readonly env: Environment;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: ColorChoice;
}

/** `--quiet`: silent; a terminal that a person sits at: live; CI, a pipe, a dumb terminal: plain. */
export function chooseUi({ screen, env, quiet, verbose, color }: UiWorld): Ui {
  if (quiet) return silentUi();
  const style = terminalStyle(screen, color, env);
  // Terminals of containers may say that they have 0 columns; there is nothing to fit lines into then.
  const sized = (screen.columns ?? 0) > 0 && (screen.rows ?? 0) > 0;
  const live = screen.isTTY && sized && !isCi(env) && !isDumb(env);
  return unbreakable(live ? liveUi(screen, style) : plainUi(screen, style, verbose));
}

function isCi(env: Environment): boolean {
  const value = env.CI;
  return value !== undefined && value !== "" && value !== "0" && value !== "false";
}
