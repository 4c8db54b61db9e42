import type { CheckResult, Run } from "../model.ts";

/** What a run reports while it is running, in order. `check` is a catalog name. */
export type RunEvent =
  /** The checks are known; none has started. */
  | { readonly type: "run-started"; readonly checks: readonly { readonly check: string; readonly title: string }[] }
  /** Something slow happens before the tool of a check can start, such as creating an environment. */
  | { readonly type: "preparing"; readonly check: string; readonly what: string }
  /** The preparation is done; the check goes on. */
  | { readonly type: "prepared"; readonly check: string }
  | { readonly type: "check-started"; readonly check: string }
  | { readonly type: "check-finished"; readonly result: CheckResult }
  /** A message to the user that changes no verdict. */
  | { readonly type: "notice"; readonly message: string }
  | { readonly type: "run-finished"; readonly run: Run };

export type OnEvent = (event: RunEvent) => void;
