/*
 * RFC 3986, less what no address of a page needs and what a format might take for its own: quotes, brackets outside of a
 * host, and names before the host, which make https://good.example@evil.example look like what it is not.
 */
const HOST = /(?:[\w.-]+|\[[\dA-Fa-f:.]+\])(?::\d{1,5})?/.source;
const REST = /(?:[\w.~:/?@!$&()*+,;=-]|%[\dA-Fa-f]{2})*/.source;
const WEB = new RegExp(`^https?://${HOST}(?:[/?]${REST})?(?:#${REST})?$`);

/** A tool's word as an address only when it can be nothing else: http(s), printable ASCII, no space, quote or bracket. */
export function safeUrl(url: string | undefined): string | undefined {
  return url !== undefined && WEB.test(url) ? url : undefined;
}
