import { type Paint, unchanged } from "./style.ts";

/*
 * How many columns a terminal needs: none for marks and joiners, two for the scripts of East Asia and for emoji, one for the
 * rest. It is not all of Unicode's table (ambiguous widths count as one), and what is wrong only moves a line's end.
 */
const NONE = /^(?:\p{Mn}|\p{Me}|\u200c|\u200d)$/u;
const WIDE =
  /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]$/u;
const ASCII = /^[ -~]*$/;

/** Columns of printable text. */
export function width(text: string): number {
  if (ASCII.test(text)) return text.length;
  return [...text].reduce((sum, character) => sum + (NONE.test(character) ? 0 : WIDE.test(character) ? 2 : 1), 0);
}

export function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, width(text)), 0);
}

export function padded(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - width(text)));
}

/** Printable text of one colour, separated by `gap` spaces from what is before it. */
export interface Piece {
  readonly text: string;
  readonly paint?: Paint;
  readonly gap?: number;
}

/**
 * The pieces in lines of at most so many columns, broken between words. The first line has spaces before it, and all others
 * so many more that they have `indent`. A word that is longer than a line is broken where it must be. Without a limit it is
 * one line.
 */
export function wrapped(
  pieces: readonly Piece[],
  columns = Number.POSITIVE_INFINITY,
  indent = 0,
  before = 0,
): readonly string[] {
  // Where little else would fit, an indent leaves too little.
  const [hang, start] = [indent, before].map((spaces) => (spaces > columns / 2 ? 0 : spaces)) as [number, number];
  const lines: string[] = [];
  let line = " ".repeat(start);
  let used = start;
  let isEmpty = true;
  for (const { text, paint = unchanged, gap = 1 } of pieces) {
    if (text === "") continue;
    // Painted as a whole on each line, since a colour for each word would be long.
    let run = "";
    for (const [at, word] of text.split(" ").entries()) {
      for (const [part, chunk] of chunks(word, columns - Math.max(hang, start)).entries()) {
        const space = isEmpty || part > 0 ? 0 : at === 0 ? gap : 1;
        if (!isEmpty && used + space + width(chunk) > columns) {
          lines.push(run === "" ? line : line + paint(run));
          [line, run, used] = [" ".repeat(hang), chunk, hang + width(chunk)];
        } else {
          if (at === 0) line += " ".repeat(space);
          run += (at === 0 ? "" : " ".repeat(space)) + chunk;
          used += space + width(chunk);
        }
        isEmpty = false;
      }
    }
    line += run === "" ? "" : paint(run);
  }
  return [...lines, line];
}

/** A word in parts that fit into so many columns: mostly one. */
function chunks(word: string, columns: number): readonly string[] {
  if (width(word) <= columns) return [word];
  const parts = [""];
  for (const character of word) {
    const last = parts.at(-1) ?? "";
    if (last !== "" && width(last + character) > columns) parts.push(character);
    else parts[parts.length - 1] = last + character;
  }
  return parts;
}
