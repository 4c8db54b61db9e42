import type { ParseContext, Reading } from "../model/check.ts";
import { tail } from "./ownWords.ts";

type RuffWords = Pick<Reading, "problems" | "notices"> & { readonly nothingToDo: boolean };

const NOTHING_TO_DO = /^warning: No Python files found/;
const NOQA = /^warning: .*# (?:ruff: |flake8: )?noqa/;
// Only advice for people who format with Ruff: it obeys the rule all the same.
const CONFLICT = /^warning: The following rules? may cause conflicts when used with the formatter/;

/** What Ruff says on stderr beside a report. All but a few kinds of warnings are about its settings, so the verdict is in doubt. */
export function readRuffWords(stderr: string, context: ParseContext): RuffWords {
  const remarks = stderr
    .split(/\n(?=(?:warning|error|info|ruff failed)\b)/)
    .map((remark) => remark.trim())
    .filter((remark) => remark !== "");
  const harmless = (remark: string): boolean => [NOTHING_TO_DO, NOQA, CONFLICT].some((kind) => kind.test(remark));
  return {
    problems: remarks.filter((remark) => !harmless(remark)).map((remark) => tail(remark, context)),
    notices: remarks.filter(harmless).map((remark) => tail(remark, context)),
    nothingToDo: remarks.some((remark) => NOTHING_TO_DO.test(remark)),
  };
}
