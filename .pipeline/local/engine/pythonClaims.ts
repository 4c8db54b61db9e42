import { readFileSync } from "node:fs";
import { join } from "node:path";
import { toolSpec } from "../../src/checks/catalog.ts";
import type { Tool, ToolConfig } from "../../src/model.ts";
import { type ConfigFiles, configFiles } from "../files/configFiles.ts";
import { lets } from "../python/specifiers.ts";
import { settingsOf } from "./configReferences.ts";
import type { Project } from "./project.ts";
import { configText, readToml } from "./readConfig.ts";

/** What a config says about the Python that the code is for. */
export interface PythonClaim {
  /** The tool that obeys it; undefined for `requires-python`, which is the project's. */
  readonly tool?: Tool;
  /** The config's path from the root, or its name in the config folder. */
  readonly file: string;
  readonly setting: string;
  /** As it is written. */
  readonly value: string;
  /** Why it conflicts with the Python that is checked for, as a sentence; undefined if it does not. */
  readonly conflict?: string;
}

/** The setting of a tool that names a Python: the one it checks for, or the oldest that the code is for. */
const SETTINGS: Readonly<Record<Tool, { readonly name: string; readonly oldest: boolean }>> = {
  mypy: { name: "python_version", oldest: false },
  pylint: { name: "py-version", oldest: true },
  black: { name: "target-version", oldest: true },
  ruff: { name: "target-version", oldest: true },
};

type Asked = Pick<Project, "config" | "root" | "configs" | "settings">;

/** What the configs of these tools and the project itself say. A config that cannot be read says nothing: its tool reports why. */
export function pythonClaims(project: Asked, tools: readonly Tool[]): readonly PythonClaim[] {
  const files = configFiles(project.config, project.root);
  const claims = tools.flatMap((tool) => toolClaim(tool, project.configs[tool], files, project.settings.python));
  return [...requiredPython(project), ...claims];
}

/** What a run reports about them. If mypy checks for another Python than the default one, that is just what its config asks for. */
export function pythonNotices(project: Asked & Pick<Project, "pythonBy">, tools: readonly Tool[]): readonly string[] {
  const wanted = project.pythonBy === "default" ? tools.filter((tool) => SETTINGS[tool]?.oldest) : tools;
  return pythonClaims(project, wanted).flatMap(({ conflict }) => conflict ?? []);
}

function requiredPython({ root, settings: { python } }: Asked): readonly PythonClaim[] {
  const value = textsOf(() => readToml(configText(readFileSync(join(root, "pyproject.toml"))), ["project"]))
    .filter(({ path }) => path.join(".") === "requires-python")
    .map((setting) => setting.value)[0];
  if (value === undefined) return [];
  const claim = { file: "pyproject.toml", setting: "requires-python", value };
  if (lets(value, python) !== false) return [claim];
  const conflict = `Python ${python} is checked for, but requires-python in pyproject.toml is "${value}": choose another with "python" in drydock.json or --python.`;
  return [{ ...claim, conflict }];
}

function toolClaim(
  tool: Tool,
  config: ToolConfig | undefined,
  files: ConfigFiles,
  python: string,
): readonly PythonClaim[] {
  const [syntax, asked] = [toolSpec(tool).config, SETTINGS[tool]];
  if (syntax === undefined || asked === undefined || config === undefined || config.how === "none") return [];
  const values = textsOf(() => settingsOf(configText(files.content(config) ?? Buffer.alloc(0)), config, syntax))
    .filter(({ path }) => path.at(-1)?.replaceAll("_", "-") === asked.name.replaceAll("_", "-"))
    .map(({ value }) => value);
  const minors = values.flatMap((value) => minorOf(value) ?? []);
  if (minors.length === 0) return [];
  const file = config.how === "given" ? config.name : config.path;
  const [wanted, said] = [Number(python.split(".")[1]), Math.min(...minors)];
  const claim = { tool, file, setting: asked.name, value: values.join(", ") };
  const words = `${asked.name} in ${file} is ${claim.value}`;
  if (asked.oldest) {
    const conflict = `${words}, which is newer than the Python ${python} that is checked for: choose another with "python" in drydock.json or --python.`;
    return [said > wanted ? { ...claim, conflict } : claim];
  }
  const conflict = `${words}, so ${tool} checks for Python 3.${said} and not for ${python}.`;
  return [said === wanted ? claim : { ...claim, conflict }];
}

/** Of `3.9`, `3,9`, `3.9.1` or `py39`. */
function minorOf(value: string): number | undefined {
  const found = /^(?:py3|3[.,])(\d+)\b/.exec(value.trim())?.[1];
  return found === undefined ? undefined : Number(found);
}

function textsOf(read: () => ReturnType<typeof readToml>): ReturnType<typeof readToml> {
  try {
    return read();
  } catch {
    return [];
  }
}
