/** Whether a pattern matches a whole path. */
export type Glob = (path: string) => boolean;

/** A piece of a pattern: maps the positions where the previous pieces may end to those where this one may end, in order. */
type Piece = (path: string, ends: readonly number[]) => readonly number[];

/**
 * Parses a pattern as Docker does: `**` for any depth, `*` and `?` within a name, `[a-z]` and `[^a-z]`, `\` to escape.
 * Undefined if it is invalid. All possible matches are followed in parallel, so that no pattern is slow.
 */
export function readGlob(pattern: string): Glob | undefined {
  if (pattern === "") return undefined;
  // As in Docker, where this is a plain suffix match: it may also match the end of a longer name.
  const suffix = /^\*\*([^/*?[\]\\][^*?[\]\\]*)$/s.exec(pattern)?.[1];
  if (suffix !== undefined) return (path) => path.endsWith(suffix);
  const pieces = readPieces(pattern);
  if (pieces === undefined) return undefined;
  const [first, ...rest] = pieces;
  const tail = rest.at(-1);
  const last = typeof tail === "string" ? tail : "";
  const steps = pieces.map((piece) => (typeof piece === "string" ? literalPiece(piece) : piece));
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
    const wildcard = piece === name || piece === folders || piece === anything;
    // Adjacent wildcards are merged: otherwise a long row of them would be slow for every path.
    if (wildcard && (last === anything || (last === folders && piece === folders))) return;
    if (wildcard && last === folders) pieces[pieces.length - 1] = anything;
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
      // Pairs are `**`; a remaining single one is `*`.
      if (stars === 1) add(name);
      else add(stars % 2 === 1 || at === pattern.length ? anything : folders);
    } else if (mark === "?") {
      add(oneOf((character) => character !== "/"));
    } else if (mark === "[") {
      const set = readSet(pattern, at);
      if (set === undefined) return undefined;
      add(oneOf(set.matches));
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

/** Parses the character class whose `[` is before `start`. */
function readSet(pattern: string, start: number): { matches: (character: string) => boolean; end: number } | undefined {
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
  const matches = (character: string) => {
    const point = character.codePointAt(0) ?? 0;
    return ranges.some(([low, high]) => low <= point && point <= high) !== negated;
  };
  return { matches, end: at + 1 };
}

function literalPiece(word: string): Piece {
  return (path, ends) => ends.filter((end) => path.startsWith(word, end)).map((end) => end + word.length);
}

function oneOf(matches: (character: string) => boolean): Piece {
  return (path, ends) => {
    const found: number[] = [];
    for (const end of ends) {
      // Not in the middle of a surrogate pair.
      if (end >= path.length || (path.codePointAt(end - 1) ?? 0) > 0xffff) continue;
      const character = String.fromCodePoint(path.codePointAt(end) ?? 0);
      if (matches(character)) found.push(end + character.length);
    }
    return found;
  };
}

/** `*`: anything without a slash. */
const name: Piece = (path, ends) => {
  const found: number[] = [];
  for (const end of ends) {
    if (end < (found.at(-1) ?? -1)) continue;
    if (end !== found.at(-1)) found.push(end);
    for (let next = end; next < path.length && path[next] !== "/"; ) found.push(++next);
  }
  return found;
};

/** `**` before other pieces: any number of whole folders, or none. */
const folders: Piece = (path, ends) => {
  const found = new Set(ends);
  for (let slash = path.indexOf("/", ends[0]); slash !== -1; slash = path.indexOf("/", slash + 1)) found.add(slash + 1);
  return [...found].sort((one, other) => one - other);
};

/** `**` at the end: anything. */
const anything: Piece = (path, [first = 0]) => {
  return Array.from({ length: path.length - first + 1 }, (_, index) => first + index);
};
