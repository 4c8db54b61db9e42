// Each match ends where the next could begin, so that matching takes linear time.
// After a user name, the last @ of the word ends the password, which may contain characters that would end a URL. A port is not a password.
const NAMED = /:\/\/[^\s/?#@:'"<>]*:(?!\d{1,5}(?:[/?#\s]|$))[^\s<>]{0,1000}@/g;
const USER = /:\/\/[^\s/?#"<>]*@/g;
const QUERY = /(:\/\/(?:(?!:\/\/)[^\s?#"<>`])*)\?[^\s#"<>`]*/g;
// For a URL that it could not reach, pip prints only the part after the host.
const PATH_QUERY = /((?:^|[\s:'"(])\/[^\s?#"<>`:'(]*)\?[^\s#"<>`]+/g;
const NAMED_QUERY = /\?[\w.~%-]+=[^\s#"<>`]*/g;
// A page anchor is not a secret, nor is what pip and uv put there.
const FRAGMENT =
  /(:\/\/(?:(?!:\/\/)[^\s#"<>`])*)#(?!(?:egg|subdirectory|md5|sha\d+)=[\w.%/[\]-]*(?![\w&.%=/-]))[^\s=#"<>`]*=[^\s"<>`]*/g;

/** A text in which whatever may be secret in URLs is masked: user names, passwords, and everything after a `?`. */
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
 * The last `maxLength` characters of a text, masked. It starts with a whole word, unless there is only one: in half a
 * URL nobody can tell what is secret.
 */
export function maskedEnd(text: string, maxLength: number): string {
  const end = text.slice(-maxLength);
  const cutInWord = end.length < text.length && /\s|[@?&=]/.test(end);
  return masked(cutInWord ? end.replace(/^\S*/, "") : end);
}

/** The last lines of a program's output, masked: at most 20 lines and 2,000 characters; empty if it printed nothing. */
export function lastLines(text: string): string {
  return maskedEnd(text, 2000).split("\n").slice(-20).join("\n").trim();
}
