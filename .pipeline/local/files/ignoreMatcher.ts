import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join, posix, relative, sep } from "node:path";
import { DrydockError } from "../../src/errors.ts";
import { type Glob, readGlob } from "./glob.ts";

/** The result of matching a path; a folder's state is passed on when its content is matched. */
export interface IgnoreState {
  readonly ignored: boolean;
  readonly matched: readonly boolean[];
}

export interface IgnoreMatcher {
  /** Whether a pattern with `!` may bring back something below an ignored folder. */
  readonly mayReturn: boolean;
  readonly match: (path: string, parent?: IgnoreState) => IgnoreState;
}

/**
 * Dagger's ignore patterns, which are those of `.dockerignore`: anchored at the root; a match of a folder includes
 * everything below it; the last match wins; a pattern with `!` undoes earlier matches.
 */
export function ignoreMatcher(patterns: readonly string[]): IgnoreMatcher {
  const rules: { negated: boolean; globs: Glob[] }[] = [];
  for (const pattern of patterns) {
    const negated = pattern.trimStart().startsWith("!");
    const glob = globOf(pattern, negated);
    if (glob === undefined) continue;
    const last = rules.at(-1);
    // Adjacent patterns of the same kind form one rule: their order does not matter.
    if (last?.negated === negated) last.globs.push(glob);
    else rules.push({ negated, globs: [glob] });
  }
  return {
    mayReturn: rules.some((rule) => rule.negated),
    match: (path, parent) => {
      let ignored = false;
      const matched = rules.map(({ negated, globs }, index) => {
        const matches = parent?.matched[index] === true || globs.some((glob) => glob(path));
        if (matches) ignored = !negated;
        return matches;
      });
      return { ignored, matched };
    },
  };
}

/** Undefined for a pattern that matches nothing. */
function globOf(pattern: string, negated: boolean): Glob | undefined {
  const text = (negated ? pattern.trimStart().slice(1) : pattern).trim();
  if (text === "" && !negated) return undefined;
  const path = text === "" ? "" : posix.normalize(text);
  const start = path.startsWith("/") ? 1 : 0;
  const clean = path.slice(start, path.endsWith("/") ? Math.max(start, path.length - 1) : undefined);
  // The root itself is never ignored.
  if (path !== "" && (clean === "" || clean === ".")) return undefined;
  const glob = readGlob(clean);
  if (glob !== undefined) return glob;
  const hint = 'Correct it in "ignore" in drydock.json.';
  throw new DrydockError("misuse", `The ignore pattern '${pattern}' is not valid.`, hint);
}

/** Patterns that match exactly this path, as given and with links resolved; empty if it is not below `root`. */
export function patternsFor(root: string, path: string): readonly string[] {
  const paths = existsSync(path) ? [realPathOf(path), realpathSync(path)] : [realPathOf(path)];
  const inside = [...new Set(paths.map((one) => relative(root, one)))].filter(
    (one) => one !== "" && one !== ".." && !one.startsWith(`..${sep}`),
  );
  return inside.map((one) => one.replace(/[\\*?[\]!]/g, "\\$&").replace(/\s/g, "[$&]"));
}

/** The path with symbolic links in its parent folders resolved; the path itself need not exist. */
function realPathOf(path: string): string {
  const parent = dirname(path);
  if (parent === path) return path;
  return join(existsSync(parent) ? realpathSync(parent) : realPathOf(parent), basename(path));
}
