import type { Edit, Fix } from "../src/model.ts";
import { isCutLine } from "../src/report/position.ts";

/** A line of a diff; `before` and `after` are its 1-based numbers in the two texts. */
export interface DiffLine {
  readonly sign: " " | "-" | "+";
  readonly number: number;
  readonly text: string;
}

/** What a fix would change, in whole lines. Parts are left out where a line that they change is not known. */
export function diffOf({ edits }: Fix, line: (number: number) => string | undefined): readonly (readonly DiffLine[])[] {
  return hunks(edits).flatMap((hunk) => {
    const changed = changedLines(hunk, line);
    return changed === undefined || changed.length === 0 ? [] : [changed];
  });
}

/** Edits that touch the same lines, or lines side by side. */
function hunks(edits: readonly Edit[]): readonly (readonly [Edit, ...Edit[]])[] {
  const found: [Edit, ...Edit[]][] = [];
  for (const edit of edits) {
    const last = found.at(-1);
    if (last !== undefined && edit.line <= (last.at(-1)?.endLine ?? 0) + 1) last.push(edit);
    else found.push([edit]);
  }
  return found;
}

function changedLines(
  edits: readonly [Edit, ...Edit[]],
  line: (number: number) => string | undefined,
): readonly DiffLine[] | undefined {
  const [{ line: first }] = edits;
  const last = edits.at(-1)?.endLine ?? first;
  const before: string[] = [];
  for (let number = first; number <= last; number += 1) {
    // An edit may stand where the next line begins, also behind the last one.
    const text = line(number) ?? (number === last && isUntouched(edits, number) ? "" : undefined);
    if (text === undefined || isCutLine(text)) return undefined;
    before.push(text);
  }
  const after: string[] = [];
  let [atLine, atColumn] = [first, 1];
  const upTo = (toLine: number, toColumn: number): string => {
    const parts: string[] = [];
    for (let number = atLine; number <= toLine; number += 1) {
      const characters = Array.from(before[number - first] ?? "");
      parts.push(
        characters.slice(number === atLine ? atColumn - 1 : 0, number === toLine ? toColumn - 1 : undefined).join(""),
      );
    }
    return parts.join("\n");
  };
  for (const edit of edits) {
    after.push(upTo(edit.line, edit.column), edit.text);
    [atLine, atColumn] = [edit.endLine, edit.endColumn];
  }
  after.push(upTo(last, Number.POSITIVE_INFINITY));
  return withoutCommonEnds(before, after.join("").split(/\r\n|\n|\r/), first);
}

/** Whether no character of the line is changed: the edits at it end or stand before its first. */
function isUntouched(edits: readonly Edit[], number: number): boolean {
  return edits.every(
    ({ line, column, endLine, endColumn }) => (line < number || column === 1) && (endLine < number || endColumn === 1),
  );
}

function withoutCommonEnds(before: readonly string[], after: readonly string[], first: number): readonly DiffLine[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const lines = (sign: DiffLine["sign"], texts: readonly string[]) =>
    texts.slice(start, texts.length - end).map((text, index) => ({ sign, number: first + start + index, text }));
  return [...lines("-", before), ...lines("+", after)];
}
