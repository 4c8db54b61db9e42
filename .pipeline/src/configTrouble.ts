import { DrydockError } from "./errors.ts";
import type { Step } from "./model/plan.ts";

/**
 * What is wrong with a step's config file before its tool has seen it; undefined when nothing is. `text` is undefined
 * when there is no such file; `folder` is how the user calls the config folder.
 */
export function configTrouble(
  check: string,
  step: Step,
  text: string | undefined,
  folder: string,
): DrydockError | undefined {
  const { config, configSection, tool } = step;
  if (config === undefined) return undefined;
  if (text === undefined) {
    const message = `${check} needs ${config}, and there is none in ${folder}.`;
    return new DrydockError("broken", message, `Add ${config} there, or name another folder with --config.`);
  }
  if (configSection === undefined || !holdsAny(text) || holds(text, configSection)) return undefined;
  const message = `${config} in ${folder} has no [${configSection}], so ${tool} would take no notice of it.`;
  return new DrydockError("broken", message, `Put the settings of ${tool} below a line [${configSection}].`);
}

/** Whether there is a well-formed table: else the tool itself says better what is wrong, or the file is empty. */
function holdsAny(text: string): boolean {
  return /^[ \t]*\[[^[\]\n]+\][ \t]*(?:#.*)?$/m.test(text);
}

/** `[tool.ruff]`, `[tool.ruff.lint]`, with or without spaces and quotes, or `tool.ruff.x = …` at the top. */
function holds(text: string, section: string): boolean {
  const words = section.split(".").map((word) => `["']?${word}["']?`);
  return new RegExp(`^[ \\t]*\\[?[ \\t]*${words.join("[ \\t]*\\.[ \\t]*")}[ \\t]*[\\].=]`, "m").test(text);
}
