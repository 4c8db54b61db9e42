import type { PageData } from "../src/report/html/pageData.ts";

/** A known line of a file, if it is one. */
export type Source = (path: string, line: number) => string | undefined;

export function sourceOf({ texts, source }: PageData): Source {
  const files = new Map<string, Map<number, string>>();
  for (const [path, first, lines] of source) {
    const name = texts[path] ?? "";
    const known = files.get(name) ?? new Map<number, string>();
    files.set(name, known);
    for (const [index, line] of lines.entries()) known.set(first + index, line);
  }
  return (path, line) => files.get(path)?.get(line);
}
