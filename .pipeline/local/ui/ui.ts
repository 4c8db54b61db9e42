import type { OnEvent } from "../../src/events.ts";

/** Shows a run while it goes on. Whatever happens to the screen, it neither throws nor holds the run up. */
export interface Ui {
  readonly on: OnEvent;
  /** Leaves the terminal as it was found; safe to call at any time and more than once. */
  readonly close: () => Promise<void>;
}

/** Where progress is drawn: standard error, so that standard output holds the report alone. */
export interface Screen {
  readonly write: (text: string) => void;
  readonly isTTY: boolean;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}
