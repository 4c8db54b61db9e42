/** Text of a file by its path; undefined if it cannot be read. */
export type Texts = ReadonlyMap<string, string>;

/** A file that has less than this part of its lines in common with another was not renamed to it, as git counts. */
const ALIKE = 0.5;
/** More pairs than this are not compared line by line: a whole folder that moved keeps its files' names. */
const MOST_PAIRS = 20_000;

/** Which of the files that came has which of those that went as its old self: new path → old path. Each old one has one new self. */
export function renames(gone: Texts, came: Texts): ReadonlyMap<string, string> {
  const [before, now] = [linesIn(gone), linesIn(came)];
  const all = before.length * now.length <= MOST_PAIRS;
  const pairs = before.flatMap((old) =>
    now.flatMap((fresh) => {
      if (old.text !== fresh.text && !all && nameOf(old.path) !== nameOf(fresh.path)) return [];
      const alike = old.text === fresh.text ? 1 : likeness(old, fresh);
      const sameName = nameOf(old.path) === nameOf(fresh.path);
      return alike < ALIKE ? [] : [{ old: old.path, fresh: fresh.path, alike, sameName }];
    }),
  );
  pairs.sort((a, b) => b.alike - a.alike || Number(b.sameName) - Number(a.sameName) || (a.fresh < b.fresh ? -1 : 1));
  const renamed = new Map<string, string>();
  const used = new Set<string>();
  for (const { old, fresh } of pairs) {
    if (renamed.has(fresh) || used.has(old)) continue;
    renamed.set(fresh, old);
    used.add(old);
  }
  return renamed;
}

interface Lines {
  readonly path: string;
  readonly text: string;
  readonly counts: ReadonlyMap<string, number>;
  readonly size: number;
}

function linesIn(texts: Texts): readonly Lines[] {
  return [...texts].map(([path, text]) => {
    const counts = new Map<string, number>();
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
    return { path, text, counts, size: lines.length };
  });
}

/** The part of the lines that both have, of the longer one's; nothing is like an empty file. */
function likeness(a: Lines, b: Lines): number {
  const longer = Math.max(a.size, b.size);
  if (Math.min(a.size, b.size) < ALIKE * longer || longer === 0) return 0;
  let common = 0;
  for (const [line, count] of a.counts) common += Math.min(count, b.counts.get(line) ?? 0);
  return common / longer;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
