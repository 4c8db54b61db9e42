import type { Finding } from "../src/model.ts";

/** A piece of a line of source, marked or not. */
export interface Piece {
  readonly text: string;
  readonly marked: boolean;
}

/** Cuts a line at the columns that findings of this line name. Columns count characters, as Python does. */
export function spans(text: string, findings: readonly Finding[]): readonly Piece[] {
  const characters = Array.from(text);
  const marks = findings.flatMap((finding) => {
    const range = rangeOf(finding, characters.length);
    return range === undefined ? [] : [range];
  });
  const pieces: { text: string; marked: boolean }[] = [];
  for (const [index, character] of characters.entries()) {
    const marked = marks.some(([from, to]) => index >= from && index < to);
    const last = pieces.at(-1);
    if (last?.marked === marked) last.text += character;
    else pieces.push({ text: character, marked });
  }
  return pieces;
}

/** 0-based, without the end. None where the tool says no end: what it means may be one character or the whole line. */
function rangeOf({ line, column, endLine, endColumn }: Finding, length: number): readonly [number, number] | undefined {
  if (endLine !== undefined && endLine > line) return [column - 1, length];
  if (endColumn === undefined || endColumn <= column) return undefined;
  return [column - 1, endColumn - 1];
}
