/** A path in the repository as a relative URI: nothing in it is a scheme, a host, a query or a fragment. */
export function uriPath(path: string): string {
  const encoded = path.split(/(\/|\p{Cs})/u).map(encodedPart);
  // One that began with / would be that of another root, or of another host.
  const relative = encoded.join("").replace(/^\/+/, (slashes) => "%2F".repeat(slashes.length));
  return relative.replaceAll("'", "%27");
}

/** A byte of a file name that is no UTF-8 is U+DC00 + byte in a path. Any other half of a surrogate pair stands for nothing. */
function encodedPart(text: string): string {
  if (text === "/") return text;
  if (!/^\p{Cs}$/u.test(text)) return encodeURIComponent(text);
  const byte = text.charCodeAt(0) - 0xdc00;
  return byte >= 0x80 && byte <= 0xff ? `%${byte.toString(16).toUpperCase()}` : "%EF%BF%BD";
}
