import type { ConfigPlace, PlanInput, StepSpec, ToolSpec } from "./rows.ts";

/** A table of pyproject.toml. */
export function pyproject(...table: readonly string[]): ConfigPlace {
  const words = table.map((word) => `["']?${word}["']?`).join("[ \\t]*\\.[ \\t]*");
  return { file: "pyproject.toml", holds: new RegExp(`^[ \\t]*\\[+[ \\t]*${words}[ \\t]*[\\].]`, "m"), table };
}

/** The config of a step's tool, and the arguments that pass it: none if the tool finds it itself. */
export function configFor({ name, config: syntax }: ToolSpec, option: string, { configs }: PlanInput) {
  const config = configs[name];
  const step: Pick<StepSpec, "config" | "configSection"> = {
    ...(config === undefined || config.how === "none" ? {} : { config }),
    ...(config?.how === "given" && syntax?.section !== undefined ? { configSection: syntax.section } : {}),
  };
  return { step, args: config?.how === "given" ? [option, "{config}"] : [] };
}

/** The targets that contain a file with such a name, as arguments for a tool. */
export function targetsFor(files: readonly string[], { targets }: Pick<PlanInput, "targets">): readonly string[] {
  return targets.filter(({ holds }) => holds.has(files.join(" "))).map(({ path }) => path);
}
