import type { Finding } from "../../model.ts";
import type { ReportContext } from "../context.ts";
import { fixDiff } from "../fixDiff.ts";
import { printable, printableLines } from "../safeText.ts";
import type { SameCause } from "../sameCause.ts";
import { messageLines, placePiece, rulePiece, severityPaint, type TextOptions } from "./options.ts";
import { markedLine, sourceExcerpt } from "./sourceExcerpt.ts";
import type { TextStyle } from "./style.ts";
import { wrapped } from "./wrap.ts";

/** Columns for the source where the terminal's width is not known. */
const WIDE = 160;

/**
 * A finding in the manner of Ruff and rustc: rule and message, the place, the lines of the source with carets under what is
 * meant, what other tools call it, and what the tool would change.
 */
export function excerpt(
  [finding, ...others]: SameCause,
  known: ReportContext["lines"],
  style: TextStyle,
  options: TextOptions,
): readonly string[] {
  const diff = fixDiff(finding, known.get(finding.path));
  const [message, more] = messageLines([finding, ...others], options.verbose);
  const paint = severityPaint(finding, style);
  const rule = rulePiece(finding, style);
  const digits = String(Math.max(finding.line + 1, ...diff.map(({ number = 0 }) => number))).length;
  const margin = " ".repeat(digits);
  const room = Math.max(20, (options.width ?? WIDE) - digits - 3);
  const source = sourceExcerpt(finding, known, room).flatMap(({ number, text, carets }) => [
    `${style.dim(`${String(number).padStart(digits)} |`)} ${text}`,
    ...(carets === undefined ? [] : [`${style.dim(`${margin} |`)} ${paint(carets)}`]),
  ]);
  const bar = style.dim(`${margin} |`);
  const note = (text: string) =>
    wrapped([{ text: "=", paint: style.dim }, { text }], options.width, digits + 3, digits + 1);
  const severity = { text: `${finding.severity} (${printable(finding.check)})`, paint: style.dim, gap: 2 };
  return [
    ...wrapped(
      [{ ...rule, paint: (text) => style.bold(paint(rule.paint?.(text) ?? text)) }, { text: message }],
      options.width,
      2,
    ),
    ...wrapped(
      [{ text: "-->", paint: style.dim }, placePiece(finding, style, options), severity],
      options.width,
      digits + 4,
      digits,
    ),
    ...(source.length === 0 ? [] : [bar, ...source, bar]),
    ...more.flatMap(note),
    ...others.flatMap((other) => note(sameAs(other))),
    ...fixNote(finding, diff.length > 0, options).flatMap(note),
    ...diff.map(({ sign, number, text }) => {
      const shown = `${String(number ?? "").padStart(digits)} ${sign} ${markedLine(text, undefined, undefined, room).text}`;
      return sign === "-" ? style.red(shown) : sign === "+" ? style.green(shown) : style.dim(shown);
    }),
    "",
  ];
}

function sameAs({ rule, check, message }: Finding): string {
  return `also ${printable(rule)} (${printable(check)}): ${printableLines(message)[0] ?? ""}`;
}

function fixNote({ fix }: Finding, hasDiff: boolean, { next }: TextOptions): readonly string[] {
  if (fix === undefined) return [];
  if (!fix.safe) return hasDiff ? ["unsafe fix, which may change what the code does:"] : [];
  if (next?.fix !== undefined) return [`fix: ${next.fix}`];
  return hasDiff ? ["fix:"] : [];
}
