import type { CheckResult, Run } from "../model.ts";

/** What a run tells whoever watches it, in order of happening. `check` is a catalog name. */
export type RunEvent =
  /** The checks are known; none has begun. */
  | { readonly type: "run-started"; readonly checks: readonly { readonly check: string; readonly title: string }[] }
  /** Something slow happens before the tool of a check can begin (an environment is made). */
  | { readonly type: "preparing"; readonly check: string; readonly what: string }
  /** It is there; the check goes on. */
  | { readonly type: "prepared"; readonly check: string }
  | { readonly type: "check-started"; readonly check: string }
  | { readonly type: "check-finished"; readonly result: CheckResult }
  /** A word to the user that changes no verdict. */
  | { readonly type: "notice"; readonly message: string }
  | { readonly type: "run-finished"; readonly run: Run };

export type OnEvent = (event: RunEvent) => void;
