import type { RunEvent } from "../../src/events.ts";
import { printable } from "../../src/report/safeText.ts";
import type { TextStyle } from "../../src/report/style.ts";
import { type Rows, rowsAfter, rowText } from "./rows.ts";
import { type TaskList, taskList } from "./taskList.ts";
import type { Screen, Ui } from "./ui.ts";

export interface LiveOptions {
  readonly now?: () => number;
  /** Milliseconds before anything is drawn. */
  readonly delayMs?: number;
}

/**
 * A line per check that changes in place; when it is closed nothing of it stays on the screen.
 * A run that is over at once (all cached) is never drawn, so it does not pay for loading the library that draws.
 */
export function liveUi(screen: Screen, style: TextStyle, { now = Date.now, delayMs = 150 }: LiveOptions = {}): Ui {
  let rows: Rows = new Map();
  let timer: NodeJS.Timeout | undefined;
  let list: Promise<TaskList | undefined> | undefined;
  let notices: string[] = [];

  const draw = async () => {
    const checks = [...rows.keys()];
    return taskList(screen, style, checks, (check) => ({
      text: rowText(rows, check, now(), style),
      verdict: verdictIn(rows, check),
    }));
  };
  const on = (event: RunEvent) => {
    rows = rowsAfter(rows, event, now());
    if (event.type === "run-started") {
      timer = setTimeout(() => {
        list = draw().catch(() => undefined);
      }, delayMs);
    } else if (event.type === "check-finished") void list?.then((drawn) => drawn?.refresh());
    else if (event.type === "notice") notices.push(event.message);
    else if (event.type === "run-finished") notices = notices.filter((notice) => !event.run.notices.includes(notice));
  };
  const close = async () => {
    clearTimeout(timer);
    await (await list)?.close();
    list = undefined;
    // What the report will say is said there; the rest must not be lost with the live area.
    for (const notice of notices.splice(0)) screen.write(`notice  ${printable(notice)}\n`);
  };
  return { on, close };
}

function verdictIn(rows: Rows, check: string) {
  const state = rows.get(check);
  return state?.kind === "finished" ? state.result.verdict : undefined;
}
