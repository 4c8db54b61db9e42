import type { CheckResult, Finding, Run } from "../../src/model.ts";
import { allNotices, counted, duration } from "../../src/report/phrases.ts";
import { printable, printableLines } from "../../src/report/safeText.ts";
import type { TextOptions } from "../../src/report/text/options.ts";
import { type TextStyle, VERDICT_PAINT } from "../../src/report/text/style.ts";
import { renderText, verdictLine } from "../../src/report/text.ts";
import { type Difference, saysTheSame } from "./difference.ts";

/** Findings that are shown at most; `a` shows all. */
export const MOST = 20;
/** Paths that the headline names at most. */
const MOST_NAMED = 3;

export interface VerdictView {
  /** Undefined for the first verdict. */
  readonly before: Run | undefined;
  readonly run: Run;
  readonly difference: Difference;
  /** Whether what was told last is this `before`, and no error since. */
  readonly isLastTold: boolean;
  /** What has changed since, from the root. */
  readonly paths: readonly string[];
  readonly time: string;
  readonly milliseconds: number;
  readonly style: TextStyle;
  readonly display: (path: string) => string;
  /** What to do next, and how wide the terminal is. */
  readonly options: TextOptions;
}

/** What an edit did: what is new, what has gone, what is left where the edit was, and a line with each check's verdict. */
export function verdictText(view: VerdictView): string {
  const { before, run, difference, style, display } = view;
  const { fresh, gone } = difference;
  if (before === undefined) {
    const report = renderText(run, style, { ...view.options, limit: MOST, display });
    return `${headline(view, "first verdict")}\n${report}`;
  }
  if (view.isLastTold && fresh.length + gone.length === 0 && saysTheSame(before, run))
    return `${headline(view, "same verdict")}\n`;
  const lines = [
    headline(view, work(run)),
    ...findingLines(view),
    ...reasons(before, run, style),
    ...notices(before, run, style),
    verdictLine(run, style, view.options.width),
  ];
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n\n`;
}

/** `14:22:05  src/a.py  ran lint, ruff · replayed format  0.4 s` */
export function headline(
  {
    time,
    paths,
    milliseconds,
    style,
    display,
  }: Pick<VerdictView, "time" | "paths" | "milliseconds" | "style" | "display">,
  what: string,
): string {
  const named =
    paths.length > MOST_NAMED ? counted(paths.length, "file") : paths.map(display).map(printable).join(", ");
  const words = [
    style.dim(time),
    ...(named === "" ? [] : [style.bold(named)]),
    what,
    style.dim(duration(milliseconds)),
  ];
  return words.join("  ");
}

function work({ results }: Run): string {
  const names = (cached: boolean) =>
    results.filter((result) => result.verdict !== "skipped" && result.cached === cached).map(({ check }) => check);
  const part = (word: string, checks: readonly string[]) =>
    checks.length === 0 ? [] : [`${word} ${checks.join(", ")}`];
  return [...part("ran", names(false)), ...part("replayed", names(true))].join(" · ");
}

const MARKS = {
  new: "red",
  gone: "green",
  still: "yellow",
} as const satisfies Record<string, keyof TextStyle>;

function findingLines({ difference, paths, style, display, options }: VerdictView): readonly string[] {
  const saved = new Set(paths);
  const savedFirst = (findings: readonly Finding[]) => [
    ...findings.filter(({ path }) => saved.has(path)),
    ...findings.filter(({ path }) => !saved.has(path)),
  ];
  const all = [
    ...savedFirst(difference.fresh).map((finding) => ({ mark: "new" as const, finding })),
    ...savedFirst(difference.gone).map((finding) => ({ mark: "gone" as const, finding })),
    ...difference.known.filter(({ path }) => saved.has(path)).map((finding) => ({ mark: "still" as const, finding })),
  ];
  const left = all.slice(MOST);
  const elsewhere = difference.known.filter(({ path }) => !saved.has(path)).length;
  const more = (Object.keys(MARKS) as (keyof typeof MARKS)[]).flatMap((mark) => {
    const count = left.filter((one) => one.mark === mark).length;
    return count === 0 ? [] : [`${count} more ${mark}`];
  });
  const rest = [...more, ...(elsewhere === 0 ? [] : [`${counted(elsewhere, "finding")} elsewhere as before`])];
  return [
    ...all.slice(0, MOST).flatMap(({ mark, finding }) => row(mark, finding, style, display)),
    ...(rest.length === 0
      ? []
      : [style.dim(`  … ${rest.join(", ")}. All of it: ${options.next?.all ?? "drydock run-all"}`)]),
  ];
}

function row(
  mark: keyof typeof MARKS,
  { path, line, column, severity, message, rule, check }: Finding,
  style: TextStyle,
  display: (path: string) => string,
): readonly string[] {
  const [first = "", ...rest] = printableLines(message);
  const place = `${printable(display(path))}:${line}:${column}`;
  const by = style.dim(`${printable(rule)} (${printable(check)})`);
  return [
    `  ${style[MARKS[mark]](mark.padEnd(5))}  ${place}  ${severity}  ${first}  ${by}`,
    ...(mark === "new" ? rest.map((text) => `         ${style.dim(text)}`) : []),
  ];
}

/** Why checks are as they are, where that is not what it was. */
function reasons(before: Run, { results }: Run, style: TextStyle): readonly string[] {
  const told = new Map(before.results.map((result) => [result.check, said(result)]));
  return results.flatMap((result) => {
    const lines = printableLines(result.reason ?? "");
    if (lines.length === 0 || told.get(result.check) === said(result)) return [];
    const head = `${style.bold(printable(result.title))} ${style[VERDICT_PAINT[result.verdict]](result.verdict)}:`;
    return [`  ${head}`, ...lines.map((line) => `    ${line}`)];
  });
}

function said({ verdict, reason }: CheckResult): string {
  return `${verdict} ${reason ?? ""}`;
}

function notices(before: Run, run: Run, style: TextStyle): readonly string[] {
  const told = new Set(allNotices(before));
  return allNotices(run)
    .filter((notice) => !told.has(notice))
    .flatMap((notice) =>
      printableLines(notice).map((line, at) => `  ${at === 0 ? style.cyan("notice") : "      "}  ${line}`),
    );
}
