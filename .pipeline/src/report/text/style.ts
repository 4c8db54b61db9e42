import type { Severity, Verdict } from "../../model.ts";

export type Paint = (text: string) => string;

/** How a report styles its text. It gets only printable text and must not change any character of it. */
export interface TextStyle {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly yellow: Paint;
  readonly green: Paint;
  readonly cyan: Paint;
  /** A word that links to a page or a file; `url` is http(s) or file, in ASCII, without spaces. */
  readonly link?: (text: string, url: string) => string;
}

export const unchanged: Paint = (text) => text;

/** No styling at all: for files, pipes and Dagger. */
export const PLAIN: TextStyle = {
  bold: unchanged,
  dim: unchanged,
  red: unchanged,
  yellow: unchanged,
  green: unchanged,
  cyan: unchanged,
};

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
