import { toolSpec } from "../checks/catalog.ts";
import type { ConfigPlace } from "../checks/rows.ts";
import type { Plan } from "../model.ts";
import { covers } from "./judge.ts";

/** What the tools of a plan may read: what their kind reads, their configs, and what `mentions` names (the texts of these). */
export function readsOf(plans: readonly Plan[], mentions: (plan: Plan) => string): (path: string) => boolean {
  const parts = plans.map((plan) => ({ steps: plan.steps, text: mentions(plan) }));
  return (path) =>
    parts.some(({ steps, text }) => text.includes(path) || steps.some((step) => reads(step, path) !== false));
}

/** The places of configs as which the tools of a plan read a file; undefined if a tool may read it for anything else. */
export function placesAt({ steps }: Plan, path: string): readonly ConfigPlace[] | undefined {
  const found = steps.map((step) => reads(step, path)).filter((read) => read !== false);
  const places = found.filter((read) => read !== true);
  return places.length === found.length ? places : undefined;
}

/** Whether a step's tool may read a file: for whatever is in it, or as a place where the tool finds its config by itself. */
function reads({ tool, config }: Plan["steps"][number], path: string): boolean | ConfigPlace {
  const { reads, config: syntax } = toolSpec(tool);
  if (reads === "all" || covers({ files: reads }, path)) return true;
  // A tool that is given a config looks for no other.
  if (syntax === undefined || config?.how === "given") return config?.path === path;
  const name = path.slice(path.lastIndexOf("/") + 1);
  const place = syntax.nested === true || name === path ? syntax.places.find(({ file }) => file === name) : undefined;
  return place ?? config?.path === path;
}
