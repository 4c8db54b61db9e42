import { printable, printableLines, safeUrl } from "./safeText.ts";

/*
 * Markdown of GitLab and GitHub. Untrusted text stands in <code>, where neither looks for mentions and references, with
 * every character that means something to Markdown or HTML as a numeric entity. Entities are no help against links that
 * are made of bare addresses: GitHub looks for those after it has decoded them. A <wbr> takes the address apart.
 */
const SPECIAL = /[!"#$%&'*:<>@[\\\]^_`{|}~]/g;

// A longer address is no use to a reader, and a report has only so much room.
const LONGEST_URL = 500;

/** Untrusted text on one line, cut after `most` characters. */
export function code(text: string, most: number): string {
  return `<code>${escaped(text, most)}</code>`;
}

/** The same, to stand in a <code> or <pre>. */
export function escaped(text: string, most: number): string {
  return cut(text, most)
    .replace(SPECIAL, (character, at: number, all: string) => {
      const breaks = character === "@" || (character === ":" && all[at + 1] === "/");
      return `&#${character.charCodeAt(0)};${breaks ? "<wbr>" : ""}`;
    })
    .replace(/www(?=\.)/gi, "$&<wbr>");
}

/** A tool's message on one line, cut after `most` characters; ⏎ stands for a line break. */
export function message(text: string, most: number): string {
  const given = text.replace(/^(?:[ \t]*\r?\n)+/, "");
  // What is cut away need not be read: a message may be megabytes long.
  const head = first(given, 4 * most);
  const shown = printableLines(head).join(" ⏎ ");
  return code(head.length < given.length ? `${shown}…` : shown, most);
}

/** `markup` as a link; without one where the address is missing, too long or no web address. */
export function linked(markup: string, url: string | undefined): string {
  const address = url === undefined || url.length > LONGEST_URL ? undefined : safeUrl(url);
  // As HTML: in Markdown's own links some characters of an address would have to be changed.
  return address === undefined ? markup : `<a href="${address.replaceAll("&", "&amp;")}">${markup}</a>`;
}

/** A row of a table; the cells are ours or made by the functions above, so that none holds a bar or a line break. */
export function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function cut(text: string, most: number): string {
  // Before and after, since what is printable may be longer.
  const shown = printable(first(text, most + 1));
  const head = first(shown, most);
  return head.length < shown.length ? `${head}…` : head;
}

/** So many characters; never half of one. */
function first(text: string, count: number): string {
  return [...text.slice(0, 2 * count)].slice(0, count).join("");
}
