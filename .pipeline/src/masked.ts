// Each ends where the next could begin, so that none takes longer than the text is long.
// After a user's name the last @ of the word ends the password, which may hold what an address would end at; a port is none.
const NAMED = /:\/\/[^\s/?#@:'"<>]*:(?!\d{1,5}(?:[/?#\s]|$))[^\s<>]{0,1000}@/g;
const USER = /:\/\/[^\s/?#"<>]*@/g;
const QUERY = /(:\/\/(?:(?!:\/\/)[^\s?#"<>`])*)\?[^\s#"<>`]*/g;
// pip says only what stands behind the host of an address that it could not reach.
const PATH_QUERY = /((?:^|[\s:'"(])\/[^\s?#"<>`:'(]*)\?[^\s#"<>`]+/g;
const NAMED_QUERY = /\?[\w.~%-]+=[^\s#"<>`]*/g;
// An anchor of a page is no secret, nor is what pip and uv put there.
const FRAGMENT =
  /(:\/\/(?:(?!:\/\/)[^\s#"<>`])*)#(?!(?:egg|subdirectory|md5|sha\d+)=[\w.%/[\]-]*(?![\w&.%=/-]))[^\s=#"<>`]*=[^\s"<>`]*/g;

/** A text without the secrets that its addresses may hold: names and passwords, and everything behind a `?`. */
export function masked(text: string): string {
  return text
    .replaceAll(NAMED, "://***@")
    .replaceAll(USER, "://***@")
    .replaceAll(QUERY, "$1?***")
    .replaceAll(PATH_QUERY, "$1?***")
    .replaceAll(NAMED_QUERY, "?***")
    .replaceAll(FRAGMENT, "$1#***");
}

/**
 * The end of a text, at most so many characters, masked. It starts with a whole word, unless there is but one: of half an
 * address nobody can say what is secret.
 */
export function maskedEnd(text: string, most: number): string {
  const end = text.slice(-most);
  const broken = end.length < text.length && /\s|[@?&=]/.test(end);
  return masked(broken ? end.replace(/^\S*/, "") : end);
}

/** The last of what a program said, masked: 20 lines and 2,000 characters at most; empty when it said nothing. */
export function lastLines(text: string): string {
  return maskedEnd(text, 2000).split("\n").slice(-20).join("\n").trim();
}
