/** Texts that come again and again, each kept once. */
export interface TextTable {
  /** Grows as texts are asked for. */
  readonly texts: readonly string[];
  readonly indexOf: (text: string) => number;
}

export function textTable(): TextTable {
  const texts: string[] = [];
  const places = new Map<string, number>();
  const indexOf = (text: string): number => {
    const known = places.get(text);
    if (known !== undefined) return known;
    places.set(text, texts.length);
    return texts.push(text) - 1;
  };
  return { texts, indexOf };
}
