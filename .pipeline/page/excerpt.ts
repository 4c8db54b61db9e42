import type { PageData } from "../src/report/html/pageData.ts";
import { printable } from "../src/report/safeText.ts";
import { element } from "./dom.ts";
import type { Item } from "./items.ts";
import { spans } from "./spans.ts";

/** Lines shown before and after the one that a finding names. */
const AROUND = 2;

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

/** The source around the line that all these items name, with that line marked; nothing where it is not known. */
export function excerpt(items: readonly Item[], source: Source): HTMLElement | undefined {
  const [item] = items;
  if (item === undefined || source(item.path, item.line) === undefined) return undefined;
  const { path, line } = item;
  let [first, last] = [line, line];
  while (first > line - AROUND && source(path, first - 1) !== undefined) first -= 1;
  while (last < line + AROUND && source(path, last + 1) !== undefined) last += 1;
  // Blank lines at the edges tell nothing.
  while (first < line && source(path, first)?.trim() === "") first += 1;
  while (last > line && source(path, last)?.trim() === "") last -= 1;
  const lines: HTMLElement[] = [];
  for (let number = first; number <= last; number += 1) {
    const text = source(path, number) ?? "";
    const hit = number === line;
    const content = hit
      ? spans(text, items).map((piece) => (piece.marked ? element("mark", {}, code(piece.text)) : code(piece.text)))
      : [code(text)];
    const name = hit ? "line hit" : "line";
    lines.push(element("span", { class: name, "data-line": String(number) }, ...content));
  }
  const label = `Source of ${printable(path)} around line ${line}`;
  return element("pre", { class: "excerpt", role: "group", "aria-label": label }, element("code", {}, ...lines));
}

/** Tabs stay tabs: they are the file's indentation. */
function code(text: string): string {
  return text.split("\t").map(printable).join("\t");
}
