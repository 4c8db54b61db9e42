import type { Run, Verdict } from "../model.ts";
import { blamed } from "./findings.ts";
import { counted } from "./phrases.ts";

// Each with white text on it at a contrast of 4.5 or more.
const LABEL_COLOUR = "#3c4043";
const COLOURS: Readonly<Record<Verdict, string>> = {
  passed: "#1e7e34",
  failed: "#b3261e",
  broken: "#7b1fa2",
  skipped: "#5f6368",
};

// Widths of letters in pixels at 11 px, those of Verdana; any other is as wide as a digit.
const WIDTHS: Readonly<Record<string, number>> = { " ": 3.9, f: 3.9, i: 3, k: 6.5, l: 3, r: 4.7, s: 5.7, t: 4.3 };
const DIGIT = 7;

const HEIGHT = 20;
const PADDING = 6;

/**
 * A badge for a README, as SVG that needs nothing else: `quality | passed`, `quality | 12 findings`. It holds words and
 * numbers of ours only, nothing that a tool said.
 */
export function renderBadge(run: Run): string {
  const label = "quality";
  const value = outcome(run);
  const [left, right] = [widthOf(label), widthOf(value)];
  const total = left + right;
  const name = `${label}: ${value}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${total}" height="${HEIGHT}" viewBox="0 0 ${total} ${HEIGHT}" role="img" aria-label="${name}">
  <title>${name}</title>
  <rect width="${total}" height="${HEIGHT}" rx="3" fill="${LABEL_COLOUR}"/>
  <path d="M${left} 0h${right - 3}a3 3 0 0 1 3 3v${HEIGHT - 6}a3 3 0 0 1 -3 3h-${right - 3}z" fill="${COLOURS[run.verdict]}"/>
  <g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11" aria-hidden="true">
    <text x="${PADDING}" y="14" textLength="${left - 2 * PADDING}">${label}</text>
    <text x="${left + PADDING}" y="14" textLength="${right - 2 * PADDING}">${value}</text>
  </g>
</svg>
`;
}

/** A failed run is told by the findings it failed by; those of checks that passed are no failure. */
function outcome({ verdict, results }: Run): string {
  const failing = results.reduce((sum, result) => sum + blamed(result).size, 0);
  return verdict === "failed" && failing > 0 ? counted(failing, "finding") : verdict;
}

/** Of a text with its padding, in whole pixels. */
function widthOf(text: string): number {
  const letters = [...text].reduce((sum, letter) => sum + (WIDTHS[letter] ?? DIGIT), 0);
  return Math.ceil(letters) + 2 * PADDING;
}
