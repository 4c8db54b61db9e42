import type { Execution, Executor, Output, Plan } from "../../src/model.ts";
import { executionOf, exit, outputOf } from "./judging.ts";

/** An executor that begins every plan it is given and ends none until the test says so. */
export interface DrivenExecutor {
  readonly execute: Executor;
  /** Names of the checks that have begun, in that order. */
  readonly begun: readonly string[];
  /** Ends a check by exit codes of its steps, in the plan's order, or by what its first step printed. */
  readonly end: (check: string, ...ends: readonly (number | Partial<Output>)[]) => void;
  readonly reject: (check: string, error: unknown) => void;
  /** Settles once that check has begun. */
  readonly whenBegun: (check: string) => Promise<void>;
}

interface Held {
  readonly plan: Plan;
  readonly resolve: (execution: Execution) => void;
  readonly reject: (error: unknown) => void;
}

/** As a real one does, it rejects what has not ended when the signal is aborted. */
export function drivenExecutor(): DrivenExecutor {
  const held = new Map<string, Held>();
  const begun: string[] = [];
  const waiting: { readonly check: string; readonly go: () => void }[] = [];
  const of = (check: string): Held => {
    const one = held.get(check);
    if (one === undefined) throw new Error(`${check} has not begun.`);
    return one;
  };
  return {
    begun,
    execute: (plan, signal) =>
      new Promise((resolve, reject) => {
        held.set(plan.check, { plan, resolve, reject });
        begun.push(plan.check);
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        for (const { check, go } of waiting) if (check === plan.check) go();
      }),
    end: (check, ...ends) => {
      const { plan, resolve } = of(check);
      const outputs = ends.map((one, index) => {
        const words = typeof one === "number" ? { end: exit(one) } : one;
        return { ...outputOf(plan.steps[index]?.id ?? "", exit(0)), ...words };
      });
      resolve(executionOf(...outputs));
    },
    reject: (check, error) => of(check).reject(error),
    whenBegun: (check) =>
      begun.includes(check) ? Promise.resolve() : new Promise((go) => void waiting.push({ check, go })),
  };
}
