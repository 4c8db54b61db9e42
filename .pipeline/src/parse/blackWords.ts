/** Black's stderr, taken apart; paths as Black says them. */
export interface BlackWords {
  /** Files that it would reformat. */
  readonly changed: readonly string[];
  /** Its words on each file that it could not format, from `error:` on. */
  readonly errors: readonly string[];
  readonly notices: readonly string[];
  /** What is none of its usual words. */
  readonly unknown: readonly string[];
  /** How many files it says it would reformat and could not format. */
  readonly summary: { readonly changed: number; readonly failed: number };
  /** How many files it looked at; undefined where it printed no summary. */
  readonly files: number | undefined;
  /** Whether it came to its end, which it always announces. */
  readonly ended: boolean;
}

const SUMMARY = /^\d+ files? would (?:be|fail)\b/;
const NOTHING_TO_DO = /^No Python files are present/;
const NOTICE = /^(?:Warning: Python [\d.]+ cannot parse|Skipping \.ipynb files|No Python files are present)/;
const BANNER = /^(?:All done!|Oh no!)[^\w`]*$/;
// Words that begin a remark; a line that begins otherwise belongs to the remark before, for a file name may hold newlines.
const BEGINNING =
  /\n(?=would reformat |error: cannot |Error: |Usage: |Warning: |Invalid config|Skipping |No Python files|All done!|Oh no!|Traceback |\d+ files? would |\n)/;

/** Takes apart what `black --check` says on stderr. */
export function readBlackWords(stderr: string): BlackWords {
  const remarks = stderr.split(BEGINNING).filter((remark) => remark.trim() !== "");
  const summary = remarks.find((remark) => SUMMARY.test(remark)) ?? "";
  const usual = [/^would reformat /, /^error: cannot /, NOTICE, BANNER, SUMMARY];
  const nothing = remarks.some((remark) => NOTHING_TO_DO.test(remark));
  const count = (what: RegExp): number => Number(what.exec(summary)?.[1] ?? 0);
  return {
    changed: remarks
      .filter((remark) => remark.startsWith("would reformat "))
      .map((remark) => remark.trimEnd().slice(15)),
    errors: remarks.filter((remark) => remark.startsWith("error: cannot ")).map((remark) => remark.trimEnd()),
    notices: remarks.filter((remark) => NOTICE.test(remark)).map((remark) => remark.trim()),
    unknown: remarks
      .filter((remark) => !usual.some((known) => known.test(remark.trim())))
      .map((remark) => remark.trim()),
    summary: { changed: count(/(\d+) files? would be reformatted/), failed: count(/(\d+) files? would fail/) },
    files: nothing ? 0 : summary === "" ? undefined : sumOf(summary),
    ended: summary !== "" || nothing,
  };
}

/** `1 file would be reformatted, 2 files would be left unchanged, 1 file would fail to reformat.` */
function sumOf(summary: string): number {
  return [...summary.matchAll(/(\d+) files? would /g)].reduce((sum, [, count]) => sum + Number(count), 0);
}
