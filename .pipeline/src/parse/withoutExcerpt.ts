/**
 * Pylint's duplicate-code message without the code: which of the similar places it quotes varies from run to run.
 * Other messages stay as they are. What stays is the headline and a sorted `==module:[first:last]` line per place.
 */
export function withoutExcerpt(message: string): string {
  const count = Number(/^Similar lines in (\d+) files\n/.exec(message)?.[1] ?? 0);
  const headline = message.indexOf("\n");
  // A module's name may hold a newline, as its file's may.
  const places: RegExpExecArray[] = [];
  for (const place of message.slice(headline).matchAll(/\n==[^\0]{1,512}?:\[\d+:\d+\](?=\n|$)/g)) {
    if (places.length === count) break;
    places.push(place);
  }
  if (count === 0 || places.length < count) return message;
  const lines = places.map(([line]) => line).sort();
  return message.slice(0, headline) + lines.join("");
}
