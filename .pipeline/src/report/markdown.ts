import { printable, printableLines, safeUrl } from "./safeText.ts";

/*
 * Markdown for GitLab and GitHub. Untrusted text is code, where neither looks for mentions and references: in backticks,
 * which are readable also as they are, or where it could end the cell of a table, in <code> with every character
 * special to Markdown or HTML as a numeric entity. Entities do not prevent links made from bare URLs: GitHub looks for
 * those after decoding the entities. A <wbr> breaks up the URL.
 */
const SPECIAL = /[!"#$%&'*:<>@[\\\]^_`{|}~]/g;

// A longer URL is of no use to a reader, and space in a report is limited.
const MAX_URL_LENGTH = 500;

/** Untrusted text on one line, truncated to `maxLength` characters. */
export function code(text: string, maxLength: number): string {
  const shown = truncated(text, maxLength);
  if (!LITERAL.test(shown)) return `<code>${escaped(text, maxLength)}</code>`;
  const longest = longestTicks([shown]);
  const ticks = "`".repeat(longest + 1);
  // Markdown takes the spaces away again.
  return longest === 0 ? `${ticks}${shown}${ticks}` : `${ticks} ${shown} ${ticks}`;
}

/** Without bars, and without spaces that Markdown or HTML would take away. */
const LITERAL = /^[^|\s]+(?: [^|\s]+)*$/u;

function longestTicks(lines: readonly string[]): number {
  return Math.max(0, ...lines.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length));
}

/** Printable lines as they are, in a block that none of them ends. */
export function block(lines: readonly string[]): string {
  const fence = "`".repeat(Math.max(3, longestTicks(lines) + 1));
  return [fence, ...lines, fence].join("\n");
}

/** The same, for use inside <code>. */
export function escaped(text: string, maxLength: number): string {
  return truncated(text, maxLength)
    .replace(SPECIAL, (character, at: number, all: string) => {
      const needsBreak = character === "@" || (character === ":" && all[at + 1] === "/");
      return `&#${character.charCodeAt(0)};${needsBreak ? "<wbr>" : ""}`;
    })
    .replace(/www(?=\.)/gi, "$&<wbr>");
}

/** A tool's message on one line, truncated to `maxLength` characters; ⏎ marks a line break. */
export function message(text: string, maxLength: number): string {
  const trimmed = text.replace(/^(?:[ \t]*\r?\n)+/, "");
  // Only the start is processed: a message may be megabytes long.
  const head = first(trimmed, 4 * maxLength);
  const shown = printableLines(head).join(" ⏎ ");
  return code(head.length < trimmed.length ? `${shown}…` : shown, maxLength);
}

/** `markup` as a link, or unchanged where the URL is missing, too long or not a web address. */
export function linked(markup: string, url: string | undefined): string {
  const address = url === undefined || url.length > MAX_URL_LENGTH ? undefined : safeUrl(url);
  return address === undefined ? markup : `[${markup}](<${address.replaceAll("&", "&amp;")}>)`;
}

/** A table row. Cells are trusted text or made by the functions above, so that none contains a bar or a line break. */
export function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** Printable, and no longer than `maxLength` characters and a mark. */
export function truncated(text: string, maxLength: number): string {
  // Cut before and after, since making text printable may lengthen it.
  const shown = printable(first(text, maxLength + 1));
  const head = first(shown, maxLength);
  return head.length < shown.length ? `${head}…` : head;
}

/** The first characters, never half of one. */
function first(text: string, count: number): string {
  return [...text.slice(0, 2 * count)].slice(0, count).join("");
}
