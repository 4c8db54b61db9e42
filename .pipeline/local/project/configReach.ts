import type { Plan } from "../../src/model/plan.ts";
import type { ConfigFolder } from "./configFolder.ts";

/** Settings by which a tool reads files that the cache key knows nothing of, by config file. */
const REACHING: Readonly<Record<string, RegExp>> = {
  ".pylintrc": /^[ \t]*(init-hook)[ \t]*[=:]/m,
  "mypy.ini": /^[ \t]*(mypy_path|custom_typeshed_dir|python_executable|plugins)[ \t]*[=:][^\n]*[/$~]/m,
  "pyproject.toml": /^[ \t]*(extend)[ \t]*=/m,
  "pytest.ini": /^[ \t]*(addopts|pythonpath|testpaths)[ \t]*=[^\n]*(?:[ \t=]\/|\.\.|~)/m,
};

/**
 * The first setting of the plan's config files that leads out of the source, as `mypy_path in mypy.ini`. What such a
 * check finds may change while its key does not, so it is never replayed.
 */
export function reachOf(plan: Plan, config: ConfigFolder): string | undefined {
  for (const { config: name } of plan.steps) {
    const setting = name === undefined ? undefined : REACHING[name]?.exec(config.content(name)?.toString() ?? "")?.[1];
    if (setting !== undefined) return `${setting} in ${name}`;
  }
  return undefined;
}
