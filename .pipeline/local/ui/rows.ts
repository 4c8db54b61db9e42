import type { RunEvent } from "../../src/events.ts";
import type { CheckResult } from "../../src/model/run.ts";
import { duration } from "../../src/report/phrases.ts";
import { printable } from "../../src/report/safeText.ts";
import type { TextStyle } from "../../src/report/style.ts";
import { outcome } from "./plain.ts";

/** What is known of each check at this moment, in the order of the run. `since` is the clock's milliseconds. */
export type Rows = ReadonlyMap<string, RowState>;

type RowState =
  | { readonly kind: "waiting" }
  | { readonly kind: "preparing"; readonly what: string; readonly since: number }
  | { readonly kind: "running"; readonly since: number }
  | { readonly kind: "finished"; readonly result: CheckResult };

/** The rows after an event that happened at `now`. */
export function rowsAfter(rows: Rows, event: RunEvent, now: number): Rows {
  switch (event.type) {
    case "run-started":
      return new Map(event.checks.map(({ check }) => [check, rows.get(check) ?? { kind: "waiting" }]));
    case "preparing":
      return new Map(rows).set(event.check, { kind: "preparing", what: event.what, since: now });
    case "check-started":
    case "prepared":
      return new Map(rows).set(event.check, { kind: "running", since: now });
    case "check-finished":
      return new Map(rows).set(event.result.check, { kind: "finished", result: event.result });
    default:
      return rows;
  }
}

/** The text of one row: `typecheck  running  3.2 s`. */
export function rowText(rows: Rows, check: string, now: number, style: TextStyle): string {
  const widest = Math.max(...[...rows.keys()].map((name) => name.length));
  return [check.padEnd(widest), ...words(rows.get(check) ?? { kind: "waiting" }, now, style)].join("  ");
}

function words(state: RowState, now: number, style: TextStyle): readonly string[] {
  switch (state.kind) {
    case "waiting":
      return [style.dim("waiting")];
    case "preparing":
      return ["preparing", printable(state.what), style.dim(duration(now - state.since))];
    case "running":
      return ["running", style.dim(duration(now - state.since))];
    case "finished":
      return outcome(state.result, style);
  }
}
