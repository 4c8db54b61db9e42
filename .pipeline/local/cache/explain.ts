import type { LastRun } from "./lastRun.ts";

const MOST_FILES = 10;

/** Why a check runs again: the inputs that differ from its last run, each as a short phrase. */
export function explain(last: LastRun | undefined, now: LastRun): readonly string[] {
  if (last === undefined) return ["it has not run for this source and config before"];
  const before = last.record;
  const after = now.record;
  const reasons = [
    ...changes("config", before.config, after.config),
    ...changes("lock of", before.locks, after.locks),
    ...changes("version of", before.programs ?? {}, after.programs),
    ...valueChange("Python", before.python, after.python),
    ...valueChange("platform", before.platform, after.platform),
    ...(before.application === after.application ? [] : ["the application's requirements changed"]),
    ...(JSON.stringify(before.commands) === JSON.stringify(after.commands) ? [] : ["argv or environment changed"]),
    ...(before.scripts === after.scripts ? [] : ["Drydock's own launcher changed"]),
    ...(before.version === after.version ? [] : ["the cache's key version changed"]),
    ...shortened(changes("file", last.tree, now.tree)),
  ];
  return reasons.length > 0 ? reasons : ["nothing changed, but its last result was not stored or is gone"];
}

function valueChange(what: string, before: string, after: string): readonly string[] {
  return before === after ? [] : [`${what} changed from ${before} to ${after}`];
}

type Digests = Readonly<Record<string, string | null>>;

function changes(what: string, before: Digests, after: Digests): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => {
    const [was, is] = [digestOf(before, name), digestOf(after, name)];
    if (was === is) return [];
    return [`${what} ${name} ${was === null ? "is new" : is === null ? "is gone" : "changed"}`];
  });
}

/** A file may be called `constructor`, so only a record's own names count. */
function digestOf(digests: Digests, name: string): string | null {
  return Object.hasOwn(digests, name) ? (digests[name] ?? null) : null;
}

function shortened(reasons: readonly string[]): readonly string[] {
  if (reasons.length <= MOST_FILES) return reasons;
  return [...reasons.slice(0, MOST_FILES), `and ${reasons.length - MOST_FILES} more files`];
}
