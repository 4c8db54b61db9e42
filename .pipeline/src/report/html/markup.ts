import type { Verdict } from "../../model.ts";
import { printable, printableLines } from "../safeText.ts";

/** Escapes text for use between tags or in a quoted attribute. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Untrusted text on one line, whose writing direction cannot affect the text around it. */
export function untrusted(text: string): string {
  return `<bdi>${escapeHtml(printable(text))}</bdi>`;
}

/** Untrusted text with its line breaks. */
export function untrustedLines(text: string): string {
  return printableLines(text)
    .map((line) => `<bdi>${escapeHtml(line)}</bdi>`)
    .join("<br>");
}

/** Leads to what the list shows for these words of its address (page/state.ts); `content` is markup. */
export function link(words: Readonly<Record<string, string>>, content: string): string {
  return `<a href="#${escapeHtml(new URLSearchParams(words).toString())}">${content}</a>`;
}

/** Leads to another site, which learns nothing of this page; `url` has been found to be safe. */
export function outerLink(url: string, content: string): string {
  return `<a href="${escapeHtml(url)}" target="_blank" rel="noreferrer noopener">${content}</a>`;
}

// Each has its own shape, so that none depends on colour alone.
const PATHS: Readonly<Record<Verdict | "mark" | "branch" | "commit" | "merge" | "pipeline" | "clock", string>> = {
  passed: "M3.5 8.5l3 3 6-7",
  failed: "M4 4l8 8M12 4l-8 8",
  broken: "M8 3v6.2M8 12.2v.6",
  skipped: "M3.5 8h9",
  mark: "M2 3v10h12V3M4.8 7h6.4l-1.4 3.2H6.2zM8 7V2.6",
  branch:
    "M4.5 5v6M4.5 5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM4.5 14a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM11.5 6a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM11.5 6c0 3-7 2-7 5",
  commit: "M8 10.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM1.5 8h4M10.5 8h4",
  merge:
    "M4.5 5v9M4.5 5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM11.5 14a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM11.5 11c0-4-3-4-7-6",
  pipeline: "M2 4h5v8h7M7 4h7",
  clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 5v3.2l2 1.4",
};

/** A picture next to a word that says the same, so it is hidden from screen readers. */
export function icon(name: keyof typeof PATHS): string {
  return `<svg class="icon ${name}" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d="${PATHS[name]}"/></svg>`;
}
