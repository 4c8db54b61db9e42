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

// Each has its own shape, so that none depends on colour alone.
const PATHS: Readonly<Record<Verdict | "mark", string>> = {
  passed: "M3.5 8.5l3 3 6-7",
  failed: "M4 4l8 8M12 4l-8 8",
  broken: "M8 3v6.2M8 12.2v.6",
  skipped: "M3.5 8h9",
  mark: "M2 3v10h12V3M4.8 7h6.4l-1.4 3.2H6.2zM8 7V2.6",
};

/** A picture next to a word that says the same, so it is hidden from screen readers. */
export function icon(name: Verdict | "mark"): string {
  return `<svg class="icon ${name}" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d="${PATHS[name]}"/></svg>`;
}
