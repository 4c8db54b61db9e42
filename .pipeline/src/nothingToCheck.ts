import type { CheckSpec } from "./model/check.ts";
import type { Source } from "./model/source.ts";

/** Why a check does not run. `broken` where no check has anything to do: that must not look clean. */
export interface Idle {
  readonly verdict: "skipped" | "broken";
  readonly reason: string;
}

/** Of each check, why it has nothing to do in the source; undefined when it has. */
export function idleChecks(
  specs: readonly Pick<CheckSpec, "suffixes">[],
  { paths, prefix, allowEmpty }: Pick<Source, "paths" | "prefix" | "allowEmpty">,
): readonly (Idle | undefined)[] {
  const all = [...paths];
  const busy = specs.map((spec) => all.some((path) => isAbout(spec, path)));
  return specs.map(({ suffixes: [suffix] }, index) => {
    if (busy[index]) return undefined;
    const where = `no ${suffix} file in ${prefix || "the source"}`;
    if (allowEmpty || busy.includes(true)) return { verdict: "skipped", reason: `There is ${where}` };
    const hint = "Name the folder with --source, or give --allow-empty if that is right.";
    return { verdict: "broken", reason: `Nothing was checked: there is ${where}.\n${hint}` };
  });
}

/** Whether a file is one that the check looks at, by its name. */
export function isAbout({ suffixes }: Pick<CheckSpec, "suffixes">, path: string): boolean {
  return suffixes.some((suffix) => path.endsWith(suffix));
}
