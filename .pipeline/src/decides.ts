import type { Step } from "./model/plan.ts";

/**
 * Whether a step's failure is the check's. A step that changes the source finds nothing, but one that breaks leaves
 * nothing to be trusted; an opinion or an oracle is only missed.
 */
export function decides({ role }: Pick<Step, "role">): boolean {
  return role === "gate" || role === "change";
}
