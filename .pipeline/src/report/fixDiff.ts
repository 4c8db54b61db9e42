import type { Finding } from "../model.ts";
import { isCutLine } from "./position.ts";

/** A line of a diff. `number`: that of the old line; a line that is added has none. */
export interface DiffLine {
  readonly sign: "-" | "+" | " ";
  readonly number?: number;
  readonly text: string;
}

type Edit = NonNullable<Finding["fix"]>["edits"][number];

/** What a finding's fix would change, as lines; empty if it says nothing, or a line that it changes is not known. */
export function fixDiff(
  { fix }: Pick<Finding, "fix">,
  known: ReadonlyMap<number, string> | undefined,
): readonly DiffLine[] {
  const hunks = hunksOf(fix?.edits ?? []).map((edits) => hunkDiff(edits, known ?? new Map()));
  return hunks.includes(undefined) ? [] : hunks.flatMap((hunk) => withoutEnds(hunk ?? []));
}

/** Of the lines that stay, at most one before and one after those that change, unless it is blank. */
function withoutEnds(hunk: readonly DiffLine[]): readonly DiffLine[] {
  const isShown = ({ sign, text }: DiffLine) => sign !== " " || text.trim() !== "";
  const first = hunk.findIndex(({ sign }) => sign !== " ");
  const last = hunk.reduce((found, { sign }, at) => (sign === " " ? found : at), -1);
  if (first === -1) return [];
  return hunk
    .slice(Math.max(0, first - 1), last + 2)
    .filter((line, at, { length }) => isShown(line) || (at > 0 && at < length - 1));
}

/** Edits that share a line, or touch, belong together. */
function hunksOf(edits: readonly Edit[]): readonly (readonly Edit[])[] {
  const hunks: Edit[][] = [];
  for (const edit of edits) {
    const last = hunks.at(-1);
    if (last !== undefined && (last.at(-1)?.endLine ?? 0) >= edit.line) last.push(edit);
    else hunks.push([edit]);
  }
  return hunks;
}

function hunkDiff(edits: readonly Edit[], known: ReadonlyMap<number, string>): readonly DiffLine[] | undefined {
  const [first, last] = [edits[0], edits.at(-1)];
  if (first === undefined || last === undefined) return [];
  // An end at the start of a line leaves that line alone; the file may have no such line.
  const isWhole = last.endColumn === 1 && last.endLine > first.line && /^$|[\r\n]$/.test(last.text);
  const end = isWhole ? last.endLine - 1 : last.endLine;
  const old: string[] = [];
  for (let line = first.line; line <= end; line += 1) {
    const text = known.get(line);
    if (text === undefined || isCutLine(text)) return undefined;
    // No tool counts a byte order mark.
    old.push(line === 1 ? text.replace(/^\ufeff/, "") : text);
  }
  let text = "";
  let at = { line: first.line, column: 1 };
  for (const edit of edits) {
    text += between(old, first.line, at, edit) + edit.text;
    at = { line: edit.endLine, column: edit.endColumn };
  }
  text += between(old, first.line, at, { line: end + 1, column: 1 });
  const changed = text.split(/\r\n|\n|\r/);
  // Whatever ends with a newline has one line less than parts.
  if (changed.at(-1) === "") changed.pop();
  return lineDiff(old, changed, first.line);
}

type Place = Pick<Edit, "line" | "column">;

/** The old text from one place to another, with a newline after each line that it leaves. */
function between(old: readonly string[], first: number, from: Place, to: Place): string {
  let text = "";
  for (let line = from.line; line <= to.line; line += 1) {
    const characters = [...(old[line - first] ?? "")];
    const start = line === from.line ? from.column - 1 : 0;
    text += characters.slice(start, line === to.line ? to.column - 1 : undefined).join("");
    if (line < to.line) text += "\n";
  }
  return text;
}

/** The shortest diff of a few lines: by their longest common subsequence. */
function lineDiff(old: readonly string[], changed: readonly string[], first: number): readonly DiffLine[] {
  const common = Array.from({ length: old.length + 1 }, () => new Array<number>(changed.length + 1).fill(0));
  const at = (i: number, j: number) => common[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = changed.length - 1; j >= 0; j -= 1) {
      const row = common[i] as number[];
      row[j] = old[i] === changed[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < changed.length) {
    const [before = "", after = ""] = [old[i], changed[j]];
    if (i < old.length && j < changed.length && before === after) {
      lines.push({ sign: " ", number: first + i, text: before });
      i += 1;
      j += 1;
    } else if (i < old.length && (j === changed.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ sign: "-", number: first + i, text: before });
      i += 1;
    } else {
      lines.push({ sign: "+", text: after });
      j += 1;
    }
  }
  return lines;
}
