import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join, posix, relative, sep } from "node:path";
import { DrydockError } from "../../src/errors.ts";

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
 * it, `**` any depth, `*` and `?` within a name, `[a-z]`, `\` escapes, the last match wins and one with `!` takes back.
 */
export function ignoreMatcher(patterns: readonly string[]): IgnoreMatcher {
  const rules: { negated: boolean; sources: string[] }[] = [];
  for (const pattern of patterns) {
    const negated = pattern.trimStart().startsWith("!");
    const source = sourceOf(pattern, negated);
    if (source === "") continue;
    const last = rules.at(-1);
    // Neighbours of one sign are one expression: the order between them means nothing.
    if (last?.negated === negated) last.sources.push(source);
    else rules.push({ negated, sources: [source] });
  }
  const tests = rules.map(({ negated, sources }) => {
    return { negated, expression: new RegExp(`^(?:${sources.join("|")})$`, "su") };
  });
  return {
    mayReturn: rules.some((rule) => rule.negated),
    match: (path, parent) => {
      let ignored = false;
      const matched = tests.map(({ negated, expression }, index) => {
        const matches = parent?.matched[index] === true || expression.test(path);
        if (matches) ignored = !negated;
        return matches;
      });
      return { ignored, matched };
    },
  };
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

function sourceOf(pattern: string, negated: boolean): string {
  const words = negated ? pattern.trimStart().slice(1) : pattern;
  const clean = posix.normalize(words.trim()).replace(/^\/+|\/+$/g, "");
  if (clean === "" || clean === ".") return "";
  const source = clean.replace(
    /(\*\*+)(\/?)(?=(.?))|\*|\?|\[(\^?)((?:\\.|[^\]\\])+)\]|\\(.)|[\\^$.|+(){}[\]]/gsu,
    (token, stars?: string, _slash?: string, next?: string, not?: string, set?: string, escaped?: string) => {
      if (stars !== undefined) return next === "" ? ".*" : "(?:.*/)?";
      if (token === "*") return "[^/]*";
      if (token === "?") return "[^/]";
      if (set !== undefined)
        return `[${not}${set.replace(/\\(.)|[[^]/gsu, (mark, one?: string) => literal(one ?? mark))}]`;
      // One that is never closed: left as it is, it makes the pattern an error.
      if (token === "[") return token;
      return literal(escaped ?? token);
    },
  );
  try {
    new RegExp(source, "su");
  } catch (error) {
    const hint = 'Correct it in "ignore" of drydock.json.';
    throw new DrydockError("misuse", `The ignore pattern '${pattern}' cannot be understood.`, hint, error);
  }
  return source;
}

/** Means the character itself inside and outside of `[]`. */
function literal(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
