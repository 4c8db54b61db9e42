/** Values for the placeholders of a plan's words: `config`, `cache`, `cores`, `scripts`, `tool-site`, `app-python`, `app-site`. */
export type Places = Readonly<Record<string, string>>;

/** A plan's word with its placeholders filled in; one that has no value here is a mistake in the plan. */
export function fillIn(word: string, places: Places): string {
  return word.replace(/\{([a-z-]+)\}/g, (_, name: string) => {
    const value = places[name];
    if (value === undefined) throw new RangeError(`The plan wants {${name}}, which this step does not have.`);
    return value;
  });
}
