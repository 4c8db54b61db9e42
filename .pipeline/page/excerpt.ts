import type { PageData } from "../src/report/html/packed.ts";
import { printable } from "../src/report/safeText.ts";
import { type DiffLine, diffOf } from "./diff.ts";
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
  // The file of a fixed finding has other lines by now.
  if (item === undefined || item.kind === "fixed" || source(item.path, item.line) === undefined) return undefined;
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

/** Longer diffs are folded; the rest of very long ones is left out. */
const DIFF = { open: 14, most: 200 };

/** What the tool's fix would change. */
export function fixDiff(item: Item, source: Source): HTMLElement | undefined {
  if (item.fix === undefined) return undefined;
  const parts = diffOf(item.fix, (line) => source(item.path, line));
  const lines = parts.flatMap((part, index): readonly (DiffLine | undefined)[] =>
    index === 0 ? part : [undefined, ...part],
  );
  if (lines.length === 0) return undefined;
  const shown = lines.slice(0, DIFF.most).map((line) => {
    if (line === undefined) return element("span", { class: "line gap", "data-line": "⋯" });
    const name = line.sign === "+" ? "line added" : "line removed";
    const attributes = { class: name, "data-line": String(line.number), "data-sign": line.sign === "+" ? "+" : "−" };
    return element("span", attributes, code(line.text));
  });
  const left = lines.length - shown.length;
  if (left > 0) shown.push(element("span", { class: "line gap", "data-line": "⋯" }, `${left} more lines`));
  const label = `What the fix of ${printable(item.rule)} changes`;
  const pre = element(
    "pre",
    { class: "excerpt diff", role: "group", "aria-label": label },
    element("code", {}, ...shown),
  );
  const word = item.fix.safe ? "Fix" : "Fix, which may change what the code does";
  const count = lines.filter(Boolean).length;
  const summary = element("summary", {}, `${word} (${count} line${count === 1 ? "" : "s"})`);
  return element("details", { class: "fix", ...(lines.length <= DIFF.open ? { open: "" } : {}) }, summary, pre);
}

/** Tabs stay tabs: they are the file's indentation. */
function code(text: string): string {
  return text.split("\t").map(printable).join("\t");
}
