import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join, posix, relative, sep } from "node:path";
import { DrydockError } from "../../src/errors.ts";
import { type Glob, readGlob } from "./glob.ts";

/** What the patterns said about a folder; its content is judged with it. */
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
 * Dagger's ignore patterns, which are those of `.dockerignore`: anchored at the root, a match of a folder takes all below
 * it, the last match wins and one with `!` takes back.
 */
export function ignoreMatcher(patterns: readonly string[]): IgnoreMatcher {
  const rules: { negated: boolean; globs: Glob[] }[] = [];
  for (const pattern of patterns) {
    const negated = pattern.trimStart().startsWith("!");
    const glob = globOf(pattern, negated);
    if (glob === undefined) continue;
    const last = rules.at(-1);
    // Neighbours of one sign are one rule: the order between them means nothing.
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

/** Undefined for a pattern that names nothing. */
function globOf(pattern: string, negated: boolean): Glob | undefined {
  const words = (negated ? pattern.trimStart().slice(1) : pattern).trim();
  if (words === "" && !negated) return undefined;
  const path = words === "" ? "" : posix.normalize(words);
  const start = path.startsWith("/") ? 1 : 0;
  const clean = path.slice(start, path.endsWith("/") ? Math.max(start, path.length - 1) : undefined);
  // The root itself is never left out.
  if (path !== "" && (clean === "" || clean === ".")) return undefined;
  const glob = readGlob(clean);
  if (glob !== undefined) return glob;
  const hint = 'Correct it in "ignore" of drydock.json.';
  throw new DrydockError("misuse", `The ignore pattern '${pattern}' cannot be understood.`, hint);
}

/** Patterns that match this path, by its own name and by where it leads, and nothing else; none for one that is not below `root`. */
export function patternsFor(root: string, path: string): readonly string[] {
  const paths = existsSync(path) ? [realPathOf(path), realpathSync(path)] : [realPathOf(path)];
  const inside = [...new Set(paths.map((one) => relative(root, one)))].filter(
    (one) => one !== "" && one !== ".." && !one.startsWith(`..${sep}`),
  );
  return inside.map((one) => one.replace(/[\\*?[\]!]/g, "\\$&").replace(/\s/g, "[$&]"));
}

/** Where a path leads through the symbolic links above it; as it is where nothing is there yet. */
function realPathOf(path: string): string {
  const above = dirname(path);
  if (above === path) return path;
  return join(existsSync(above) ? realpathSync(above) : realPathOf(above), basename(path));
}
