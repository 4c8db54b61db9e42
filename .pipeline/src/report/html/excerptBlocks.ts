import type { Finding } from "../../model/finding.ts";
import type { ReportContext } from "../../model/reportContext.ts";

interface Block {
  readonly path: string;
  /** Number of the first line, 1-based. */
  readonly first: number;
  readonly texts: readonly string[];
}

/** Lines shown before and after the one that a finding names. */
export const AROUND = 2;

/** The known lines around the findings, as blocks of lines that follow each other; each line once. */
export function excerptBlocks(findings: readonly Finding[], lines: ReportContext["lines"]): readonly Block[] {
  const wanted = new Map<string, Set<number>>();
  for (const { path, line } of findings) {
    const numbers = wanted.get(path) ?? new Set();
    wanted.set(path, numbers);
    for (let number = line - AROUND; number <= line + AROUND; number += 1) numbers.add(number);
  }
  return [...wanted].flatMap(([path, numbers]) => {
    const known = lines.get(path);
    return known === undefined ? [] : blocks(path, [...numbers].sort(ascending), known);
  });
}

function ascending(a: number, b: number): number {
  return a - b;
}

function blocks(path: string, numbers: readonly number[], known: ReadonlyMap<number, string>): readonly Block[] {
  const made: { path: string; first: number; texts: string[] }[] = [];
  for (const number of numbers) {
    const text = known.get(number);
    if (text === undefined) continue;
    const last = made.at(-1);
    if (last !== undefined && last.first + last.texts.length === number) last.texts.push(text);
    else made.push({ path, first: number, texts: [text] });
  }
  return made;
}
