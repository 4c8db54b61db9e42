import type { Run, Verdict } from "../model.ts";
import { countsOf } from "./counts.ts";
import { counted } from "./phrases.ts";

// White text on each has a contrast ratio of at least 4.5.
const LABEL_COLOUR = "#3c4043";
const COLOURS: Readonly<Record<Verdict, string>> = {
  passed: "#1e7e34",
  failed: "#b3261e",
  broken: "#7b1fa2",
  skipped: "#5f6368",
};

// Widths of Verdana's letters in pixels at 11 px; any other character counts as a digit.
const WIDTHS: Readonly<Record<string, number>> = { " ": 3.9, f: 3.9, i: 3, k: 6.5, l: 3, r: 4.7, s: 5.7, t: 4.3, w: 9 };
const DIGIT = 7;

const HEIGHT = 20;
const PADDING = 6;

/**
 * A badge for a README, as self-contained SVG: `quality | passed`, `quality | 12 findings`. It contains no text from
 * the tools, so nothing needs escaping.
 */
export function renderBadge(run: Run): string {
  const label = "quality";
  const value = outcome(run);
  const [left, right] = [widthOf(label), widthOf(value)];
  const totalWidth = left + right;
  const name = `${label}: ${value}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${totalWidth}" height="${HEIGHT}" viewBox="0 0 ${totalWidth} ${HEIGHT}" role="img" aria-label="${name}">
  <title>${name}</title>
  <rect width="${totalWidth}" height="${HEIGHT}" rx="3" fill="${LABEL_COLOUR}"/>
  <path d="M${left} 0h${right - 3}a3 3 0 0 1 3 3v${HEIGHT - 6}a3 3 0 0 1 -3 3h-${right - 3}z" fill="${COLOURS[run.verdict]}"/>
  <g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11" aria-hidden="true">
    <text x="${PADDING}" y="14" textLength="${left - 2 * PADDING}">${label}</text>
    <text x="${left + PADDING}" y="14" textLength="${right - 2 * PADDING}">${value}</text>
  </g>
</svg>
`;
}

/** A failed run shows how many findings made it fail; of one that was compared, these are new. */
function outcome({ verdict, results, comparison }: Run): string {
  const { failing } = countsOf(results);
  if (verdict !== "failed" || failing === 0) return verdict;
  return counted(failing, comparison === undefined ? "finding" : "new finding");
}

/** Width of a text with its padding, in whole pixels. */
function widthOf(text: string): number {
  const letters = [...text].reduce((sum, letter) => sum + (WIDTHS[letter] ?? DIGIT), 0);
  return Math.ceil(letters) + 2 * PADDING;
}
