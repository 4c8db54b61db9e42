import type { Machine } from "./machine.ts";
import type { Measurement, Part, Target } from "./part.ts";
import { statistics } from "./statistics.ts";

/** What was measured, of which code, and with how many repetitions. */
export interface Outcome {
  readonly code: string;
  readonly runs: number;
  readonly machine: Machine;
  readonly parts: readonly Part[];
}

/** The outcome as Markdown tables: the targets first, then the figures they come from. */
export function markdown({ code, runs, machine, parts }: Outcome): string {
  const { date, cpu, cores, memory, load, versions } = machine;
  const targets = parts.flatMap((part) => part.targets);
  return [
    `${code} · ${runs} rounds, contenders taking turns · ${date}\n`,
    `${cpu}, ${cores} cores, ${memory}, load ${load} at the start\n`,
    `${versions.join(" · ")}\n`,
    ...(targets.length === 0 ? [] : [table(["figure", "measured (min–max)", "target", "met"], targets.map(targetRow))]),
    ...parts.map(({ title, measurements }) => {
      return `${title}:\n\n${table(["", "min", "median", "max"], measurements.map(measurementRow))}`;
    }),
  ].join("\n");
}

/** Whether the target is met. */
export function isMet({ values, by, most }: Target): boolean {
  const { median, max } = statistics(values);
  return (by === "worst" ? max : median) <= most;
}

function targetRow(target: Target): readonly string[] {
  const { claim, values, by, most, show } = target;
  const { min, median, max } = statistics(values);
  const measured = `${show(by === "worst" ? max : median)} (${show(min)}–${show(max)})`;
  return [claim, measured, `≤ ${show(most)}`, isMet(target) ? "yes" : "**no**"];
}

function measurementRow({ name, unit, values }: Measurement): readonly string[] {
  const { min, median, max } = statistics(values);
  return [name, ...[min, median, max].map((value) => amount(value, unit))];
}

function amount(value: number, unit: Measurement["unit"]): string {
  if (unit === "MB") return `${value.toFixed(0)} MB`;
  return value < 1000 ? `${value.toFixed(0)} ms` : `${(value / 1000).toFixed(2)} s`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `${lines.join("\n")}\n`;
}
