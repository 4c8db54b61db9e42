import { toolSpec } from "../checks/catalog.ts";
import { type PlanInput, PYTHON } from "../checks/rows.ts";
import type { Plan, Step } from "../model.ts";
import { covers, isBlocking } from "./judge.ts";
import { isInside } from "./project.ts";

/**
 * The notice that some of the tools leave out folders which others check, such as `build`: each by its defaults, so nobody chose it.
 * A tool whose config says what to leave out is not mentioned.
 */
export function leftOutNotice(
  plans: readonly Plan[],
  { targets }: Pick<PlanInput, "targets">,
  paths: Iterable<string>,
  /** The text of a step's config. */
  text: (step: Step) => string | undefined,
): readonly string[] {
  const steps = plans.flatMap(({ steps }) => steps.filter(isBlocking));
  const tools = [...new Map(steps.map((step) => [step.tool, step])).values()].flatMap((step) => {
    const { name, leavesOut } = toolSpec(step.tool);
    return leavesOut === undefined || leavesOut.setting.test(text(step) ?? "") ? [] : [{ name, ...leavesOut }];
  });
  const names = new Set(tools.flatMap(({ folders }) => folders));
  const given = targets.map(({ path }) => path);
  const split = new Map<string, Set<string>>();
  for (const folder of foldersOf(paths, given, names)) {
    const name = folder.slice(folder.lastIndexOf("/") + 1);
    const isGiven = given.some((path) => isInside(path, [folder]));
    const idle = tools.filter(({ folders, named }) => folders.includes(name) && (!isGiven || named === true));
    if (idle.length === 0 || idle.length === tools.length) continue;
    const words = `${idle.map((tool) => tool.name).join(" and ")} ${idle.length === 1 ? "leaves" : "leave"} out`;
    split.set(words, (split.get(words) ?? new Set()).add(folder));
  }
  if (split.size === 0) return [];
  const told = [...split].map(([words, folders]) => `${words} ${[...folders].sort().join(", ")}`);
  const advice = 'To have no tool check them, add them to "ignore" in drydock.json.';
  return [`By default ${told.join("; ")}. Other tools check them. ${advice}`];
}

/** The folders of these names that hold Python files of the targets. */
function foldersOf(
  paths: Iterable<string>,
  targets: readonly string[],
  names: ReadonlySet<string>,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of paths) {
    // A file that is named is checked by all tools, wherever it is.
    if (targets.includes(path) || !covers({ files: PYTHON }, path) || !isInside(path, targets)) continue;
    const parts = path.split("/").slice(0, -1);
    const at = parts.findIndex((part) => names.has(part));
    if (at !== -1) found.add(parts.slice(0, at + 1).join("/"));
  }
  return found;
}
