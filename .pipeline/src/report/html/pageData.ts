import type { CheckResult, Finding, Run } from "../../model.ts";
import type { ReportContext } from "../context.ts";
import { allFindings, type CheckFinding } from "../findings.ts";
import { fingerprints } from "../fingerprints.ts";
import { columnsOf } from "../position.ts";
import { ID_DIGITS, KINDS, type Kind, type PackedFinding, type PageData, SEVERITIES } from "./packed.ts";

export function pageData({ results, comparison }: Run, { lines, lineUrl }: ReportContext): PageData {
  const { texts, indexOf } = textTable();
  const checks = results.map(({ check, title, verdict }) => ({ check, title, verdict }));
  const checkIndex = new Map(results.map(({ check }, index) => [check, index]));
  const all = allFindings(results);
  const gone = results.flatMap(({ fixed = [] }) => fixed);
  const packed = (finding: Finding, kind: Kind): PackedFinding => {
    const { check, rule, severity, path, line, message, url, missing } = finding;
    // The page marks nothing without an end, so the end is left out where the columns are unknown.
    const { column, ...end } = columnsOf(finding, lines, "characters");
    const { endLine = 0, endColumn = 0 } = column === undefined ? {} : end;
    const fields = [
      checkIndex.get(check) ?? -1,
      indexOf(rule),
      SEVERITIES.indexOf(severity),
      indexOf(path),
      line,
      column ?? finding.column,
      endLine,
      endColumn,
      indexOf(message),
      url === undefined ? -1 : indexOf(url),
      KINDS.indexOf(kind),
    ] as const;
    return missing === undefined ? fields : [...fields, indexOf(missing)];
  };
  const paths = new Set(all.map(({ finding: { path } }) => path));
  return {
    checks,
    findings: [...all.map((one) => packed(one.finding, kindOf(one))), ...gone.map((one) => packed(one, "fixed"))],
    texts,
    ids: [...fingerprints(all.map(({ finding }) => finding)), ...fingerprints(gone)]
      .map((digits) => digits.slice(0, ID_DIGITS))
      .join(""),
    fixes: all.flatMap(({ finding: { fix } }, index) => (fix === undefined ? [] : [[index, fix] as const])),
    source: [...paths].flatMap((path) =>
      contiguousBlocks(lines.get(path) ?? new Map()).map(
        ({ first, texts: block }) => [indexOf(path), first, block] as const,
      ),
    ),
    compared: comparison !== undefined,
    ...(lineUrl === undefined ? {} : { lineUrl }),
  };
}

function kindOf({ finding: { state }, failsCheck }: CheckFinding): Kind {
  if (state === "existing") return "existing";
  return failsCheck ? "failing" : "note";
}

/** Whether there is anything that the script would lay out. */
export function hasList(results: readonly CheckResult[]): boolean {
  return results.some(({ findings, fixed = [] }) => findings.length + fixed.length > 0);
}

/** Repeated texts, each stored once. */
interface TextTable {
  /** Grows as texts are looked up. */
  readonly texts: readonly string[];
  readonly indexOf: (text: string) => number;
}

function textTable(): TextTable {
  const texts: string[] = [];
  const indexes = new Map<string, number>();
  const indexOf = (text: string): number => {
    const known = indexes.get(text);
    if (known !== undefined) return known;
    indexes.set(text, texts.length);
    return texts.push(text) - 1;
  };
  return { texts, indexOf };
}

/** Consecutive lines. */
interface Block {
  /** 1-based number of the first line. */
  readonly first: number;
  readonly texts: readonly string[];
}

function contiguousBlocks(known: ReadonlyMap<number, string>): readonly Block[] {
  const result: { first: number; texts: string[] }[] = [];
  for (const [number, text] of [...known].sort(([a], [b]) => a - b)) {
    const last = result.at(-1);
    if (last !== undefined && last.first + last.texts.length === number) last.texts.push(text);
    else result.push({ first: number, texts: [text] });
  }
  return result;
}
