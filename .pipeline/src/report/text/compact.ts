import type { Finding } from "../../model.ts";
import { compareFindings } from "../../order.ts";
import { grouped } from "../counts.ts";
import { printable } from "../safeText.ts";
import type { SameCause } from "../sameCause.ts";
import { messageLines, placePiece, rulePiece, severityPaint, shownPath, type TextOptions } from "./options.ts";
import type { TextStyle } from "./style.ts";
import { type Piece, widest, width, wrapped } from "./wrap.ts";

/** The groups of one file, and those of them that are shown. */
interface FileGroups {
  readonly path: string;
  readonly groups: readonly SameCause[];
  readonly shown: readonly SameCause[];
}

/**
 * The groups by file: all by path, or as many as may be shown, the worst files first, which are those with the most findings
 * that fail, then with the most. In a file that is not shown whole, what fails comes before what does not.
 */
export function byFile(
  groups: readonly SameCause[],
  failing: ReadonlySet<Finding>,
  limit: number | undefined,
): readonly FileGroups[] {
  const files = new Map<string, SameCause[]>();
  for (const group of groups) {
    const file = files.get(group[0].path);
    if (file === undefined) files.set(group[0].path, [group]);
    else file.push(group);
  }
  if (limit === undefined) return [...files].map(([path, all]) => ({ path, groups: all, shown: all }));
  const fails = (group: SameCause) => group.some((finding) => failing.has(finding));
  const counted = [...files].map(([path, all]) => ({
    path,
    groups: all,
    failing: all.flat().filter((finding) => failing.has(finding)).length,
    all: all.flat().length,
  }));
  let left = limit;
  return counted
    .sort((a, b) => b.failing - a.failing || b.all - a.all)
    .flatMap(({ path, groups: own }) => {
      if (left === 0) return [];
      const chosen = [...own.filter(fails), ...own.filter((group) => !fails(group))].slice(0, left);
      left -= chosen.length;
      return [{ path, groups: own, shown: chosen.sort(([a], [b]) => compareFindings(a, b)) }];
    });
}

// Without a terminal, columns grow with their content up to these widths; longer text only shifts the rest of its own line.
const MAX_WIDTHS = { place: 60, message: 90 };
/** Columns of `warning`. */
const SEVERITY = 7;
/** From this width on, what is broken goes on under its column. */
const ROOMY = 72;

/** What a line says; the place as the caller wants it, and the rules as it is said without colours. */
interface Row {
  readonly place: Piece;
  readonly severity: Piece;
  readonly message: string;
  readonly more: readonly string[];
  readonly rules: readonly Piece[];
  readonly rulesWidth: number;
}

function rowOf(group: SameCause, style: TextStyle, options: TextOptions): Row {
  const [finding] = group;
  const [message, more] = messageLines(group, options.verbose);
  const rules = group.flatMap((one, at): readonly Piece[] => {
    const rule = rulePiece(one, style);
    const check = `(${printable(one.check)})${at < group.length - 1 ? "," : ""}`;
    return [
      { text: rule.text, paint: (text) => style.dim(rule.paint?.(text) ?? text) },
      { text: check, paint: style.dim },
    ];
  });
  return {
    place: placePiece(finding, style, options, options.width !== undefined),
    severity: { text: finding.severity, paint: severityPaint(finding, style) },
    message,
    more,
    rules,
    rulesWidth: rules.reduce((sum, { text }) => sum + 1 + width(text), -1),
  };
}

/** A heading, and a line for each group that is shown: by its place in the file in a terminal, which is narrow; else by the whole place. */
export function fileParagraph(
  { path, groups, shown }: FileGroups,
  style: TextStyle,
  options: TextOptions,
): readonly string[] {
  const count = groups.flat().length;
  const left = count - shown.flat().length;
  const rows = shown.map((group) => rowOf(group, style, options));
  const place = widest(rows.map((row) => row.place.text).filter((text) => width(text) <= MAX_WIDTHS.place));
  const start = place + 2 + SEVERITY + 2;
  // All but the heading stands two columns in.
  const columns = options.width === undefined ? undefined : Math.max(1, options.width - 2);
  const fits = (row: Row, message = width(row.message)) =>
    columns === undefined || start + message + 2 + row.rulesWidth <= columns;
  const aligned = rows.filter((row) => fits(row) && width(row.message) <= MAX_WIDTHS.message);
  const message = widest(aligned.map((row) => row.message));
  const hang = columns === undefined || columns >= ROOMY ? start : 4;
  const lines = rows.flatMap((row) => {
    const gap = fits(row, Math.max(message, width(row.message))) ? Math.max(0, message - width(row.message)) : 0;
    const pieces = [
      row.place,
      { ...row.severity, gap: 2 + Math.max(0, place - width(row.place.text)) },
      { text: row.message, gap: 2 + SEVERITY - row.severity.text.length },
      ...row.rules.map((piece, at) => (at === 0 ? { ...piece, gap: 2 + gap } : piece)),
    ];
    const more = row.more.flatMap((line) => indented(line, style, columns));
    return [...wrapped(pieces, columns, hang), ...more];
  });
  const heading = [
    { text: shownPath(path, options), paint: style.bold },
    { text: `${grouped(count)} finding${count === 1 ? "" : "s"}`, paint: style.dim, gap: 2 },
  ];
  return [
    ...wrapped(heading, options.width, 2),
    ...lines.map((line) => `  ${line}`),
    ...(left === 0 ? [] : [style.dim(`  … ${grouped(left)} more in this file`)]),
    "",
  ];
}

/** A line of a message after its first, with the indent that it has of its own. */
function indented(line: string, style: TextStyle, columns: number | undefined): readonly string[] {
  const indent = 4 + (/^ */.exec(line)?.[0].length ?? 0);
  const isDeep = columns !== undefined && indent > columns / 2;
  const before = " ".repeat(isDeep ? 4 : indent);
  const room = columns === undefined ? undefined : Math.max(1, columns - before.length);
  return wrapped([{ text: line.trimStart(), paint: style.dim }], room).map((part) => before + part);
}
