import type { OnEvent } from "../../src/flow/events.ts";
import type { CheckResult } from "../../src/model.ts";
import { countsOf, countsPhrase } from "../../src/report/counts.ts";
import { counted, timePhrase } from "../../src/report/phrases.ts";
import { printable, printableLines } from "../../src/report/safeText.ts";
import { type TextStyle, VERDICT_PAINT } from "../../src/report/text/style.ts";
import type { Screen } from "./terminal.ts";

/** Shows the progress of a run. */
export interface Ui {
  readonly on: OnEvent;
  /** Restores the terminal; may be called at any time, and more than once. */
  readonly close: () => void;
}

/** Prints a line when something finishes or is slow, for CI logs and pipes; `verbose` adds one when a check starts. */
export function plainUi(screen: Screen, style: TextStyle, verbose: boolean): Ui {
  let nameWidth = 0;
  const line = (check: string, ...words: readonly string[]) => {
    screen.write(`${[check.padEnd(nameWidth), ...words].join("  ").trimEnd()}\n`);
  };
  return {
    on: (event) => {
      if (event.type === "run-started") nameWidth = Math.max(0, ...event.checks.map(({ check }) => check.length));
      else if (event.type === "preparing") line(event.check, style.dim("preparing"), printable(event.what));
      else if (event.type === "check-started" && verbose) line(event.check, style.dim("started"));
      else if (event.type === "check-finished") line(event.result.check, ...outcomeColumns(event.result, style));
      else if (event.type === "notice") line("notice", printable(event.message));
    },
    close: () => {},
  };
}

/** `failed`, `3 failing findings, 2 notes in 12 files`, `score 9.47/10`, `4.2 s`: what both UIs print for a finished check. */
export function outcomeColumns(result: CheckResult, style: TextStyle): readonly string[] {
  const { verdict, findings } = result;
  const unknown = findings.length === 0 && verdict !== "passed";
  const files = result.files === undefined ? "" : ` in ${counted(result.files, "file")}`;
  const found = unknown
    ? (printableLines(result.reason ?? "")[0] ?? "")
    : `${countsPhrase(countsOf([result]))}${files}`;
  const figure = result.summary === undefined ? "" : printable(result.summary);
  const time = timePhrase(result);
  return [
    style[VERDICT_PAINT[verdict]](verdict.padEnd(7)),
    ...[found, figure].filter((text) => text !== ""),
    ...(time === "" ? [] : [style.dim(time)]),
  ];
}
