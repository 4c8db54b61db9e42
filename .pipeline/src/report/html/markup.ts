import type { Verdict } from "../../model.ts";
import { printable, printableLines } from "../safeText.ts";

/** Text of ours as HTML, between tags or in a quoted attribute. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Untrusted text on one line, which cannot reverse what stands beside it. */
export function untrusted(text: string): string {
  return `<bdi>${escapeHtml(printable(text))}</bdi>`;
}

/** Untrusted text whose line breaks are kept. */
export function untrustedLines(text: string): string {
  return printableLines(text)
    .map((line) => `<bdi>${escapeHtml(line)}</bdi>`)
    .join("<br>");
}

// Each has a form of its own, so that none is told by its colour alone.
const PATHS: Readonly<Record<Verdict | "mark", string>> = {
  passed: "M3.5 8.5l3 3 6-7",
  failed: "M4 4l8 8M12 4l-8 8",
  broken: "M8 3v6.2M8 12.2v.6",
  skipped: "M3.5 8h9",
  mark: "M2 3v10h12V3M4.8 7h6.4l-1.4 3.2H6.2zM8 7V2.6",
};

/** A picture beside a word that says the same. */
export function icon(name: Verdict | "mark"): string {
  return `<svg class="icon ${name}" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d="${PATHS[name]}"/></svg>`;
}
