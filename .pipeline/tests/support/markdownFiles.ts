import { readFileSync } from "node:fs";
import { join } from "node:path";
import { marked, type Token } from "marked";
import { globSync } from "tinyglobby";
import { ROOT } from "./cli.ts";

/** A Markdown file of the repository, read as GitLab and GitHub read it. */
export interface MarkdownFile {
  /** From the repository's root. */
  readonly path: string;
  readonly text: string;
  /** Targets of links and images, as written. */
  readonly targets: readonly string[];
  readonly headings: readonly { readonly depth: number; readonly anchor: string }[];
}

const ELSEWHERE = [
  "**/node_modules/**",
  ".make/**",
  ".pipeline/tests/**",
  "**/.venv/**",
  "**/_site/**",
  "**/.reports/**",
];

/** Every Markdown file that people are to read, sorted by path. */
export function markdownFiles(): readonly MarkdownFile[] {
  const paths = globSync(["**/*.md"], { cwd: ROOT, dot: true, ignore: ELSEWHERE });
  return paths.sort().map((path) => {
    const text = readFileSync(join(ROOT, path), "utf8");
    const targets: string[] = [];
    const headings: MarkdownFile["headings"][number][] = [];
    const taken = new Map<string, number>();
    marked.walkTokens(marked.lexer(text, { gfm: true }), (token: Token) => {
      if (token.type === "link" || token.type === "image") targets.push(token["href"]);
      if (token.type !== "heading") return;
      const name = anchorOf(token["text"]);
      const before = taken.get(name) ?? 0;
      taken.set(name, before + 1);
      headings.push({ depth: token["depth"], anchor: before === 0 ? name : `${name}-${before}` });
    });
    return { path, text, targets, headings };
  });
}

/** What GitLab and GitHub make of a heading; letters of any script stay. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");
}
