import { type Figure, isMet, ratio } from "./figure.ts";
import type { Machine } from "./machine.ts";
import { statistics } from "./statistics.ts";

/** What was measured on one corpus. */
export interface Outcome {
  readonly corpus: string;
  readonly title: string;
  readonly machine: Machine;
  readonly figures: readonly Figure[];
  /** Parts that could not be measured, and why. */
  readonly missing: readonly string[];
}

const HEAD = ["", "Drydock", "instead", "ratio", "aim", "met"];

/** The figures as a table, after where and with what they were measured. */
export function markdown({ title, machine, figures, missing }: Outcome): string {
  const { date, cpu, cores, memory, load, versions } = machine;
  return [
    `${title}, ${date}, ${cpu}, ${cores} cores, ${memory}, load ${load} at the start. ${versions.join(", ")}. Median (least–greatest; turns).\n`,
    table(HEAD, figures.map(row)),
    ...missing.map((why) => `Not measured: ${why}\n`),
  ].join("\n");
}

/** The README with this table between the marks of the corpus. */
export function withFigures(readme: string, outcome: Outcome): string {
  const [begin, end] = [`<!-- figures: ${outcome.corpus} -->`, `<!-- end of figures: ${outcome.corpus} -->`];
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md has no place for this table: ${begin} … ${end}`);
  return `${readme.slice(0, from)}${begin}\n\n${markdown(outcome)}\n${readme.slice(to)}`;
}

function row(figure: Figure): readonly string[] {
  const { what, unit, own, instead, aim } = figure;
  const share = ratio(figure);
  const met = isMet(figure);
  return [
    what,
    amounts(own.values, unit),
    instead === undefined ? "" : `${amounts(instead.values, unit)}: ${instead.name}`,
    share === undefined ? "" : shown(share),
    aim === undefined ? "" : `≤ ${aim.of === "ratio" ? shown(aim.most) : amount(aim.most, unit)}`,
    met === undefined ? "" : met ? "yes" : "**no**",
  ];
}

function amounts(values: readonly number[], unit: Figure["unit"]): string {
  const { min, median, max } = statistics(values);
  return `${amount(median, unit)} (${amount(min, unit)}–${amount(max, unit)}; ${values.length})`;
}

function amount(value: number, unit: Figure["unit"]): string {
  if (unit === "MB") return `${value.toFixed(0)} MB`;
  return value < 1000 ? `${value.toFixed(0)} ms` : `${(value / 1000).toFixed(value < 100_000 ? 2 : 0)} s`;
}

/** A small share as a fraction, rounded so that it never looks better than it is. */
function shown(share: number): string {
  const parts = 1 / share;
  if (share > 1 / 2) return (Math.ceil(share * 100 - 1e-9) / 100).toFixed(2);
  return `1/${parts >= 10 ? Math.floor(parts + 1e-9) : Math.floor(parts * 10 + 1e-9) / 10}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `|${cells.map((cell) => (cell === "" ? " " : ` ${cell} `)).join("|")}|\n`;
  return [line(head), `|${"---|".repeat(head.length)}\n`, ...rows.map(line)].join("");
}
