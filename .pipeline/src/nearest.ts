/** A question to end a sentence about an unknown name, with the name that was probably meant: `: did you mean "lint"?` */
export function didYouMean(given: string, names: readonly string[]): string {
  const close = nearest(given, names);
  return close === undefined ? "" : `: did you mean "${close}"?`;
}

/** The name that a typo would turn into the given one; undefined if none is near. */
export function nearest(given: string, names: readonly string[]): string | undefined {
  const word = given.toLowerCase();
  let best: { readonly name: string; readonly cost: number } | undefined;
  for (const name of names) {
    const other = name.toLowerCase();
    const edits = distance(word, other);
    // Letters in the wrong order are likelier than others, and so is a word that was not written to its end.
    const isLikely = sorted(word) === sorted(other) || (word.length > 2 && other.startsWith(word));
    const cost = isLikely ? Math.min(edits, 1) - 0.5 : edits;
    const most = Math.ceil(Math.max(word.length, other.length) / 3);
    if (cost <= most && cost < (best?.cost ?? Number.POSITIVE_INFINITY)) best = { name, cost };
  }
  // A word of one letter is near to everything short.
  return word.length > 1 ? best?.name : undefined;
}

/** How many letters are added, removed, replaced or swapped with the next one: the "optimal string alignment". */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + same, swap));
    }
    before = above;
    above = row;
  }
  return above[b.length] ?? 0;
}

function sorted(word: string): string {
  return [...word].sort().join("");
}
