import type { Finding } from "../../model.ts";
import { grouped } from "../counts.ts";
import { printable } from "../safeText.ts";
import { rulePiece } from "./options.ts";
import type { TextStyle } from "./style.ts";
import { padded, widest, width } from "./wrap.ts";

/** Rules of the table where it was not asked for. */
const MOST_RULES = 10;

/** The rules by the number of their findings, with how many of them a fix verb mends; all of them, or the commonest. */
export function rulesTable(
  findings: readonly Finding[],
  style: TextStyle,
  {
    statistics: isWhole = false,
    width: columns,
  }: { readonly statistics?: boolean; readonly width?: number | undefined },
): readonly string[] {
  const rules = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.check, finding.rule]);
    const same = rules.get(key);
    if (same === undefined) rules.set(key, [finding]);
    else same.push(finding);
  }
  const all = [...rules.values()].sort((a, b) => b.length - a.length || (name(a[0]) < name(b[0]) ? -1 : 1));
  const shown = isWhole ? all : all.slice(0, MOST_RULES);
  const left = all.length - shown.length;
  const number = widest(shown.map(({ length }) => grouped(length)));
  const most = widest(shown.map(([first]) => name(first)));
  const rows = shown.map((group) => {
    const [first] = group;
    const { paint = (text: string) => text } = rulePiece(first, style);
    const rule = paint(printable(first.rule)) + style.dim(` (${printable(first.check)})`);
    const mended = group.filter(({ fix }) => fix?.safe === true).length;
    const how = mended === 0 ? "" : mended === group.length ? "can be fixed" : `${grouped(mended)} can be fixed`;
    const gap = " ".repeat(most - width(name(first)) + 2);
    const fits = columns === undefined || number + 6 + most + how.length <= columns;
    const end = how === "" || !fits ? "" : gap + style.green(how);
    return `${grouped(group.length).padStart(number + 2)}  ${rule}${end}`;
  });
  const more =
    left === 0
      ? []
      : [
          style.dim(
            `${" ".repeat(number + 2)}  … and ${grouped(left)} more rule${left === 1 ? "" : "s"}: --statistics`,
          ),
        ];
  return all.length === 0 ? [] : [style.bold(padded("Rules", 5)), ...rows, ...more, ""];
}

function name({ rule, check }: Finding): string {
  return `${printable(rule)} (${printable(check)})`;
}
