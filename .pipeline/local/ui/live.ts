import type { RunEvent } from "../../src/flow/events.ts";
import type { CheckResult, Verdict } from "../../src/model.ts";
import { duration } from "../../src/report/phrases.ts";
import { printable } from "../../src/report/safeText.ts";
import { type TextStyle, VERDICT_PAINT } from "../../src/report/text/style.ts";
import { wrapped } from "../../src/report/text/wrap.ts";
import { outcomeColumns, type Ui } from "./plain.ts";
import type { Screen } from "./terminal.ts";

export interface LiveOptions {
  readonly now?: () => number;
  /** Milliseconds before anything is drawn, so that a run that finishes at once (all cached) draws nothing. */
  readonly delayMs?: number;
  /** For terminals whose font has only ASCII characters. */
  readonly ascii?: boolean;
}

/** The current state of a check. `since` is in milliseconds of the clock. */
type CheckState =
  | { readonly kind: "waiting" }
  | { readonly kind: "preparing"; readonly what: string; readonly since: number }
  | { readonly kind: "running"; readonly since: number }
  | { readonly kind: "finished"; readonly result: CheckResult };

const TICK_MS = 100;
const UNICODE = { spinner: "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏", passed: "✔", failed: "✖", broken: "✖", skipped: "↓" };
const ASCII = { spinner: "-\\|/", passed: "v", failed: "x", broken: "x", skipped: "-" };

// CSI sequences. With wrapping off, the terminal cuts off long lines; only it knows how wide characters are.
const HIDE_CURSOR = "\x1b[?25l";
const SHOW_CURSOR = "\x1b[?25h";
const WRAP_OFF = "\x1b[?7l";
const WRAP_ON = "\x1b[?7h";
const ERASE_LINE = "\x1b[2K";

/** A line per check, updated in place with a spinner; removed from the screen when closed. */
export function liveUi(
  screen: Screen,
  style: TextStyle,
  { now = Date.now, delayMs = 150, ascii = false }: LiveOptions = {},
): Ui {
  const icons = ascii ? ASCII : UNICODE;
  let checks: ReadonlyMap<string, CheckState> = new Map();
  let notices: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let ticks = 0;
  let drawn = 0;

  const write = (text: string) => {
    try {
      screen.write(text);
    } catch {
      // Called from a timer, where an error would end the process.
    }
  };
  const icon = (verdict: Verdict | undefined) =>
    verdict === undefined
      ? style.cyan(icons.spinner[ticks % icons.spinner.length] ?? "")
      : style[VERDICT_PAINT[verdict]](icons[verdict]);
  const showCursor = () => write(SHOW_CURSOR);
  const draw = () => {
    if (ticks === 0) {
      write(HIDE_CURSOR);
      // A second Ctrl-C ends the process without calling close.
      process.once("exit", showCursor);
    }
    const lines = rowsOf(checks, now(), style).map(({ text, verdict }) => `${ERASE_LINE}${icon(verdict)} ${text}\n`);
    // One row is for the cursor. Rows that have scrolled off the screen could not be erased.
    const shown = lines.slice(0, Math.max(1, (screen.rows ?? lines.length + 1) - 1));
    write(`${WRAP_OFF}${cursorUp(drawn)}${shown.join("")}${WRAP_ON}`);
    drawn = shown.length;
    ticks += 1;
    timer = setTimeout(draw, TICK_MS);
  };
  const update = (check: string, state: CheckState) => {
    checks = new Map(checks).set(check, state);
  };
  const on = (event: RunEvent) => {
    if (event.type === "run-started") {
      checks = new Map(event.checks.map(({ check }) => [check, checks.get(check) ?? { kind: "waiting" }]));
      timer = setTimeout(draw, delayMs);
    } else if (event.type === "preparing") update(event.check, { kind: "preparing", what: event.what, since: now() });
    else if (event.type === "check-finished") update(event.result.check, { kind: "finished", result: event.result });
    else if (event.type === "notice") notices.push(event.message);
    else if (event.type === "run-finished") notices = notices.filter((notice) => !event.run.notices.includes(notice));
    else update(event.check, { kind: "running", since: now() });
  };
  const close = () => {
    clearTimeout(timer);
    if (ticks > 0) {
      write(`${cursorUp(drawn)}${`${ERASE_LINE}\n`.repeat(drawn)}${cursorUp(drawn)}${SHOW_CURSOR}`);
      process.off("exit", showCursor);
    }
    ticks = drawn = 0;
    // The report prints its own notices; the others must not be lost together with the rows.
    for (const notice of notices.splice(0)) {
      const pieces = [{ text: "notice" }, { text: printable(notice), gap: 2 }];
      write(`${wrapped(pieces, screen.columns, "notice  ".length).join("\n")}\n`);
    }
  };
  return { on, close };
}

/** `typecheck  running  3.2 s` for each check, with its verdict once it has one. */
function rowsOf(checks: ReadonlyMap<string, CheckState>, now: number, style: TextStyle) {
  const nameWidth = Math.max(...[...checks.keys()].map((name) => name.length));
  return [...checks].map(([name, state]) => ({
    text: [name.padEnd(nameWidth), ...stateText(state, now, style)].join("  "),
    verdict: state.kind === "finished" ? state.result.verdict : undefined,
  }));
}

function stateText(state: CheckState, now: number, style: TextStyle): readonly string[] {
  switch (state.kind) {
    case "waiting":
      return [style.dim("waiting")];
    case "preparing":
      return ["preparing", printable(state.what), style.dim(duration(now - state.since))];
    case "running":
      return ["running", style.dim(duration(now - state.since))];
    case "finished":
      return outcomeColumns(state.result, style);
  }
}

function cursorUp(lines: number): string {
  return lines === 0 ? "" : `\x1b[${lines}A`;
}
