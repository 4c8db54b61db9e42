const KEYS: readonly (readonly [keys: readonly string[], effect: string])[] = [
  [["/"], "Search"],
  [["j", "k"], "Next, previous finding"],
  [["Enter"], "Open the finding’s line, else its rule"],
  [["n", "p"], "Next, previous page"],
  [["g"], "Group by file or by rule"],
  [["Esc"], "Clear the search and the filters"],
  [["?"], "This list"],
];

/** What the keyboard does on the page. Letters can be turned off, for those who steer by voice. */
export function keysDialog(): string {
  const rows = KEYS.map(
    ([keys, effect]) => `<div><dt>${keys.map((key) => `<kbd>${key}</kbd>`).join(" ")}</dt><dd>${effect}</dd></div>`,
  );
  return `<dialog id="keys" aria-labelledby="keys-title">
<h2 id="keys-title">Keyboard</h2>
<dl>
${rows.join("\n")}
</dl>
<p><label><input type="checkbox" id="letters" checked> Single keys are shortcuts</label></p>
<p><button type="button" id="keys-close">Close</button></p>
</dialog>`;
}
