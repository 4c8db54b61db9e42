import { printable, printableLines } from "../printable.ts";

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
