/** A path in the repository as a relative URI: nothing in it is a scheme, a host, a query or a fragment. */
export function uriPath(path: string): string {
  // encodeURIComponent throws on half a surrogate pair, which a file name may hold.
  const segments = path
    .replace(/\p{Cs}/gu, "\ufffd")
    .split("/")
    .map(encodeURIComponent);
  // One that began with / would be that of another root, or of another host.
  const relative = segments.join("/").replace(/^\/+/, (slashes) => "%2F".repeat(slashes.length));
  return relative.replaceAll("'", "%27");
}
