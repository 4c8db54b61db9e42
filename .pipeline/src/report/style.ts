import type { Severity } from "../model/finding.ts";
import type { Verdict } from "../model/run.ts";

type Paint = (text: string) => string;

/** How a report marks its words. It is given printable text only and changes no letter of it. */
export interface TextStyle {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly yellow: Paint;
  readonly green: Paint;
  readonly cyan: Paint;
  /** A word that leads to a page; `url` is http(s), in ASCII, with no space. */
  readonly link?: (text: string, url: string) => string;
}

const same: Paint = (text) => text;

/** No marks at all: files, pipes, Dagger. */
export const PLAIN: TextStyle = { bold: same, dim: same, red: same, yellow: same, green: same, cyan: same };

export const SEVERITY_PAINT = {
  error: "red",
  warning: "yellow",
  info: "cyan",
} as const satisfies Record<Severity, keyof TextStyle>;

export const VERDICT_PAINT = {
  passed: "green",
  failed: "red",
  broken: "red",
  skipped: "yellow",
} as const satisfies Record<Verdict, keyof TextStyle>;
