/** Whether a pattern takes a whole path. */
export type Glob = (path: string) => boolean;

/** A piece of a pattern: given where a match of the pieces before it may end, in order, where one with it may end. */
type Piece = (path: string, ends: readonly number[]) => readonly number[];

/**
 * Reads a pattern as Docker does: `**` any depth, `*` and `?` within a name, `[a-z]` and `[^a-z]`, `\` takes the meaning
 * away. Undefined when it cannot be read. All ways to match are followed at once, so that no pattern takes long.
 */
export function readGlob(pattern: string): Glob | undefined {
  if (pattern === "") return undefined;
  // Docker's own short cut: these words may also end a longer name.
  const suffix = /^\*\*([^/*?[\]\\][^*?[\]\\]*)$/s.exec(pattern)?.[1];
  if (suffix !== undefined) return (path) => path.endsWith(suffix);
  const pieces = readPieces(pattern);
  if (pieces === undefined) return undefined;
  const [first, ...rest] = pieces;
  const tail = rest.at(-1);
  const last = typeof tail === "string" ? tail : "";
  const steps = pieces.map((piece) => (typeof piece === "string" ? letters(piece) : piece));
  // The usual `**/name`.
  if (first === folders && pieces.length === 2 && last !== "") {
    return (path) => path.endsWith(last) && (path.length === last.length || path.at(-last.length - 1) === "/");
  }
  return (path) => {
    if (!path.endsWith(last)) return false;
    let ends: readonly number[] = [0];
    for (const step of steps) {
      ends = step(path, ends);
      if (ends.length === 0) return false;
    }
    return ends.at(-1) === path.length;
  };
}

function readPieces(pattern: string): (Piece | string)[] | undefined {
  const pieces: (Piece | string)[] = [];
  const literal: string[] = [];
  const add = (piece: Piece): void => {
    if (literal.length > 0) pieces.push(literal.splice(0).join(""));
    const last = pieces.at(-1);
    const gap = piece === name || piece === folders || piece === anything;
    // Two gaps are one: else a long row of them would take its time at every path.
    if (gap && (last === anything || (last === folders && piece === folders))) return;
    if (gap && last === folders) pieces[pieces.length - 1] = anything;
    else pieces.push(piece);
  };
  for (let at = 0; at < pattern.length; ) {
    const mark = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
    at += mark.length;
    if (mark === "*") {
      const start = at - 1;
      while (pattern[at] === "*") at++;
      const stars = at - start;
      if (stars > 1 && stars % 2 === 0 && pattern[at] === "/") at++;
      // Two by two they are `**`, and one that is left over is `*`.
      if (stars === 1) add(name);
      else add(stars % 2 === 1 || at === pattern.length ? anything : folders);
    } else if (mark === "?") {
      add(oneOf((character) => character !== "/"));
    } else if (mark === "[") {
      const set = readSet(pattern, at);
      if (set === undefined) return undefined;
      add(oneOf(set.holds));
      at = set.end;
    } else if (mark === "\\") {
      const escaped = pattern.codePointAt(at);
      if (escaped === undefined) return undefined;
      literal.push(String.fromCodePoint(escaped));
      at += escaped > 0xffff ? 2 : 1;
    } else {
      literal.push(mark);
    }
  }
  if (literal.length > 0) pieces.push(literal.join(""));
  return pieces;
}

/** The set whose `[` stands before `start`. */
function readSet(pattern: string, start: number): { holds: (character: string) => boolean; end: number } | undefined {
  const negated = pattern[start] === "^";
  let at = negated ? start + 1 : start;
  const ranges: (readonly [number, number])[] = [];
  /** A member; `-` and `]` must be escaped. */
  const member = (): number | undefined => {
    if (pattern[at] === "-" || pattern[at] === "]") return undefined;
    if (pattern[at] === "\\") at++;
    const point = pattern.codePointAt(at);
    at += (point ?? 0) > 0xffff ? 2 : 1;
    return point;
  };
  do {
    const low = member();
    let high = low;
    if (pattern[at] === "-") {
      at++;
      high = member();
    }
    if (low === undefined || high === undefined || low > high) return undefined;
    ranges.push([low, high]);
  } while (pattern[at] !== "]");
  const holds = (character: string) => {
    const point = character.codePointAt(0) ?? 0;
    return ranges.some(([low, high]) => low <= point && point <= high) !== negated;
  };
  return { holds, end: at + 1 };
}

function letters(word: string): Piece {
  return (path, ends) => ends.filter((end) => path.startsWith(word, end)).map((end) => end + word.length);
}

function oneOf(holds: (character: string) => boolean): Piece {
  return (path, ends) => {
    const found: number[] = [];
    for (const end of ends) {
      // Not in the middle of a character of two halves.
      if (end >= path.length || (path.codePointAt(end - 1) ?? 0) > 0xffff) continue;
      const character = String.fromCodePoint(path.codePointAt(end) ?? 0);
      if (holds(character)) found.push(end + character.length);
    }
    return found;
  };
}

/** `*`: whatever has no slash. */
const name: Piece = (path, ends) => {
  const found: number[] = [];
  for (const end of ends) {
    if (end < (found.at(-1) ?? -1)) continue;
    if (end !== found.at(-1)) found.push(end);
    for (let next = end; next < path.length && path[next] !== "/"; ) found.push(++next);
  }
  return found;
};

/** `**` before more: no folder, or any number of whole ones. */
const folders: Piece = (path, ends) => {
  const found = new Set(ends);
  for (let slash = path.indexOf("/", ends[0]); slash !== -1; slash = path.indexOf("/", slash + 1)) found.add(slash + 1);
  return [...found].sort((one, other) => one - other);
};

/** `**` at the end: whatever there is. */
const anything: Piece = (path, [first = 0]) => {
  return Array.from({ length: path.length - first + 1 }, (_, index) => first + index);
};
