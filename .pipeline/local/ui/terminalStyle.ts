import colors from "picocolors";
import { PLAIN, type TextStyle } from "../../src/report/style.ts";

export type ColorChoice = "auto" | "always" | "never";
export type Environment = Readonly<Record<string, string | undefined>>;

/** The style for one stream: `--color` decides, else NO_COLOR, FORCE_COLOR, whether it is a terminal and what TERM is. */
export function terminalStyle(stream: { readonly isTTY: boolean }, choice: ColorChoice, env: Environment): TextStyle {
  if (!wantsColor(stream.isTTY, choice, env)) return PLAIN;
  const { bold, dim, red, yellow, green, cyan } = colors.createColors(true);
  const style = { bold, dim, red, yellow, green, cyan };
  // Log viewers of CI systems print the hyperlink sequence as rubbish, so it is for terminals only.
  return stream.isTTY && !isDumb(env) ? { ...style, link: hyperlink } : style;
}

export function isDumb(env: Environment): boolean {
  return env.TERM === "dumb";
}

function wantsColor(isTTY: boolean, choice: ColorChoice, env: Environment): boolean {
  if (choice !== "auto") return choice === "always";
  if (env.NO_COLOR) return false;
  const forced = env.FORCE_COLOR;
  if (forced !== undefined && forced !== "") return forced !== "0" && forced !== "false";
  return isTTY && !isDumb(env);
}

// OSC 8: terminals that know it make the word clickable, the others show the word.
function hyperlink(text: string, url: string): string {
  return `\x1b]8;;${url}\x1b\\${text}\x1b]8;;\x1b\\`;
}
