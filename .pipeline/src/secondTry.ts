import type { Output } from "./model/execution.ts";
import type { Step } from "./model/plan.ts";

/** The step to run once more, where its tool said the words that it may say again; undefined when it had its say. */
export function secondTry(step: Step, { end, stdout, stderr }: Output): Step | undefined {
  const { again, ...rest } = step;
  if (again === undefined || end.kind !== "exit") return undefined;
  const heard = again.said.some((words) => stdout.includes(words) || stderr.includes(words));
  return heard ? { ...rest, argv: again.argv } : undefined;
}
