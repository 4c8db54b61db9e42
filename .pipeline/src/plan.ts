import type { CheckSpec, PlanInput, StepSpec } from "./model/check.ts";
import type { Plan, Step } from "./model/plan.ts";

/**
 * What every tool's process gets. The hash seed makes Pylint's cyclic-import messages the same from run to run;
 * user sites and byte code would make the host differ from a container.
 */
const COMMON_ENV: Readonly<Record<string, string>> = {
  LANG: "C.UTF-8",
  NO_COLOR: "1",
  PYTHONDONTWRITEBYTECODE: "1",
  PYTHONHASHSEED: "0",
  PYTHONNOUSERSITE: "1",
  PYTHONUTF8: "1",
  TERM: "dumb",
};

/** The plan of a check: pure, the same for both engines. */
export function planCheck(spec: CheckSpec, input: PlanInput): Plan {
  return planOf(spec, spec.steps(input), input, spec.workspace);
}

/**
 * The plan that rewrites the source for the given checks, one after another, in a copy of the tree. All gates come after
 * all changes: what is left to find is judged on the tree as it will be.
 */
export function planFix(specs: readonly CheckSpec[], input: PlanInput): Plan {
  const all = specs.flatMap((spec) => spec.fix?.(input) ?? []);
  const steps = [...all.filter(({ role }) => role === "change"), ...all.filter(({ role }) => role !== "change")];
  const [first] = specs;
  if (first === undefined || steps.length === 0) throw new RangeError("A fix needs a check that can fix.");
  const timeoutSeconds = specs.reduce((sum, spec) => sum + timeoutOf(spec, input), 0);
  return { ...planOf(first, steps, input, "copy"), timeoutSeconds };
}

function planOf(spec: CheckSpec, steps: readonly StepSpec[], input: PlanInput, workspace: Plan["workspace"]): Plan {
  return {
    check: spec.name,
    steps: steps.map(stepOf),
    timeoutSeconds: timeoutOf(spec, input),
    workspace,
    application: spec.application && input.application,
  };
}

function timeoutOf(spec: CheckSpec, { settings }: PlanInput): number {
  return settings.timeout[spec.name] ?? spec.timeoutSeconds;
}

function stepOf({ id, tool, role, argv, again, config, configSection, env }: StepSpec): Step {
  const more = {
    ...(again === undefined ? {} : { again }),
    ...(config === undefined ? {} : { config }),
    ...(configSection === undefined ? {} : { configSection }),
  };
  return { id, tool, role, argv, env: { ...COMMON_ENV, ...env }, ...more };
}
