import { targetsFor } from "../checks/config.ts";
import type { CheckSpec, PlanInput, StepSpec } from "../checks/rows.ts";
import { DrydockError } from "../errors.ts";
import type { Plan, Step } from "../model.ts";

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
 * all changes: what is left to find is judged on the tree as it will be. Checks without files have no step in it.
 */
export function planFix(specs: readonly CheckSpec[], input: PlanInput): Plan {
  const busy = specs.filter(({ files }) => targetsFor(files, input).length > 0);
  const all = (busy.length > 0 ? busy : specs).flatMap((spec) => spec.fix?.(input) ?? []);
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

function stepOf({ id, tool, role, argv, retry, config, configSection, env }: StepSpec): Step {
  const more = {
    ...(retry === undefined ? {} : { retry }),
    ...(config === undefined ? {} : { config }),
    ...(configSection === undefined ? {} : { configSection }),
  };
  return { id, tool, role, argv, env: { ...COMMON_ENV, ...env }, ...more };
}

/**
 * What is wrong with a step's config file before its tool has seen it; undefined if nothing. `text` is undefined if
 * there is no such file; `folder` is how the user calls the config folder.
 */
export function configError(
  check: string,
  step: Step,
  text: string | undefined,
  folder: string,
): DrydockError | undefined {
  const { config, configSection, tool } = step;
  if (config?.how !== "given") return undefined;
  if (text === undefined) {
    const message = `${check} needs ${config.name}, which is no longer in "${folder}".`;
    return new DrydockError("broken", message, "Put it back, or run again without it.");
  }
  if (configSection === undefined || !holdsAny(text) || holds(text, configSection)) return undefined;
  const message = `${config.name} in "${folder}" has no [${configSection}], so ${tool} would take no notice of it.`;
  return new DrydockError("broken", message, `Put the settings of ${tool} below a line [${configSection}].`);
}

/** Whether there is a well-formed table: otherwise the tool itself explains better what is wrong, or the file is empty. */
function holdsAny(text: string): boolean {
  return /^[ \t]*\[[^[\]\n]+\][ \t]*(?:#.*)?$/m.test(text);
}

/** `[tool.ruff]`, `[tool.ruff.lint]`, with or without spaces and quotes, or `tool.ruff.x = …` at the top. */
function holds(text: string, section: string): boolean {
  const words = section.split(".").map((word) => `["']?${word}["']?`);
  return new RegExp(`^[ \\t]*\\[?[ \\t]*${words.join("[ \\t]*\\.[ \\t]*")}[ \\t]*[\\].=]`, "m").test(text);
}

/** Values for the placeholders of a plan's words: `config`, `cache`, `cores`, `scripts`, `tool-site`, `app-python`, `app-site`. */
export type Places = Readonly<Record<string, string>>;

/** A plan's word with its placeholders filled in; a placeholder without a value is a mistake in the plan. */
export function fillIn(word: string, places: Places): string {
  return word.replace(/\{([a-z-]+)\}/g, (_, name: string) => {
    const value = places[name];
    if (value === undefined) throw new RangeError(`The plan wants {${name}}, which this step does not have.`);
    return value;
  });
}
