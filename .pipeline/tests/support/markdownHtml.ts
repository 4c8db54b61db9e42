import { marked } from "marked";

/** What a browser would be given for some Markdown. */
export interface MarkdownHtml {
  /** Every tag as it is written, in order. */
  readonly tags: readonly string[];
  readonly links: readonly string[];
  /** The cells of each row of each table, without markup. */
  readonly rows: readonly (readonly string[])[];
  /** All text without markup. */
  readonly text: string;
}

/** Markdown by marked, as GitHub and GitLab read it; the HTML read by tags, since what is text holds no `<`. */
export function markdownHtml(markdown: string): MarkdownHtml {
  const html = marked.parse(markdown, { gfm: true, async: false });
  const tags = html.match(/<[^>]*>?/g) ?? [];
  return {
    tags,
    links: tags.flatMap((tag) => [...tag.matchAll(/ (?:href|src)="([^"]*)"/g)].map(([, url]) => textOf(url ?? ""))),
    rows: [...html.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) =>
      [...(row ?? "").matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/gs)].map(([, cell]) => textOf(cell ?? "")),
    ),
    text: textOf(html),
  };
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

function textOf(html: string): string {
  return html
    .replace(/<[^>]*>/g, "")
    .replace(/&(?:#(\d+)|(\w+));/g, (whole, digits?: string, name?: string) =>
      digits === undefined ? (NAMED[name ?? ""] ?? whole) : String.fromCodePoint(Number(digits)),
    );
}
