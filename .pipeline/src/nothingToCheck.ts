import type { CheckSpec } from "./model/check.ts";

/** Why a check has nothing to do in a source with these paths; undefined when it has. `prefix` is the source's path in the repository. */
export function nothingToCheck(
  { suffixes }: Pick<CheckSpec, "suffixes">,
  paths: Iterable<string>,
  prefix: string,
): string | undefined {
  for (const path of paths) if (suffixes.some((suffix) => path.endsWith(suffix))) return undefined;
  return `There is no ${suffixes[0]} file in ${prefix || "the source"}`;
}
