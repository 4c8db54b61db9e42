import type { CheckResult } from "../model.ts";

/** A path in the repository with the 1-based numbers of the lines to show of it, ascending. */
export type WantedLines = ReadonlyMap<string, readonly number[]>;

const AROUND = 2;
const LONGEST_SPAN = 8;
/** In characters: a line may hold a whole minified file. */
const WIDEST = 400;

/** Every line that an excerpt shows: that of each finding, up to its end, and two before and after; and what its fix changes. */
export function wantedLines({ results }: { readonly results: readonly Pick<CheckResult, "findings">[] }): WantedLines {
  const wanted = new Map<string, Set<number>>();
  for (const { path, line, endLine = line, fix } of results.flatMap(({ findings }) => findings)) {
    const numbers = wanted.get(path) ?? new Set();
    wanted.set(path, numbers);
    const last = Math.min(Math.max(line, endLine), line + LONGEST_SPAN) + AROUND;
    for (let number = Math.max(1, line - AROUND); number <= last; number += 1) numbers.add(number);
    for (const edit of fix?.edits ?? [])
      for (let number = edit.line; number <= edit.endLine; number += 1) numbers.add(number);
  }
  return new Map([...wanted].map(([path, numbers]) => [path, [...numbers].sort((a, b) => a - b)]));
}

/** Those lines of a file's text that it has. Lines end as Python's do: CR LF, LF or CR. */
export function linesOf(text: string, numbers: readonly number[]): ReadonlyMap<number, string> {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === "") lines.pop();
  return linesFrom(
    numbers.flatMap((number) => {
      const line = lines[number - 1];
      return line === undefined ? [] : [[number, line] as const];
    }),
  );
}

/** Numbered lines, each cut to 400 characters. */
export function linesFrom(lines: readonly (readonly [number, string])[]): ReadonlyMap<number, string> {
  return new Map(lines.map(([number, line]) => [number, cut(line)]));
}

function cut(line: string): string {
  if (line.length <= WIDEST) return line;
  const characters = [...line.slice(0, 2 * WIDEST + 1)];
  return characters.length <= WIDEST ? line : `${characters.slice(0, WIDEST).join("")}…`;
}
