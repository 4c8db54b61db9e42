import type { ParseContext, Reading } from "../model/check.ts";
import { tail } from "./ownWords.ts";

type RuffWords = Pick<Reading, "problems" | "notices" | "files">;

const NOTHING_TO_DO = /^warning: No Python files found/;
/** The start of a line of its log. A name in it may hold newlines: what follows is of the same line. */
const LOG = /^\[\d{4}-\d\d-\d\d\]\[/;
const LOOKED_AT = /\] (?:Checked|Formatted) (\d+) files in\b/;
const NOQA = /^warning: .*# (?:ruff: |flake8: )?noqa/;
// Only advice for people who format with Ruff: it obeys the rule all the same.
const CONFLICT = /^warning: The following rules? may cause conflicts when used with the formatter/;

/** What Ruff says on stderr beside a report. All but a few kinds of warnings are about its settings, so the verdict is in doubt. */
export function readRuffWords(stderr: string, context: ParseContext): RuffWords {
  const said = stderr
    .split(/\n(?=(?:warning|error|info|ruff failed)\b|\[\d{4}-)/)
    .map((remark) => remark.trim())
    .filter((remark) => remark !== "");
  const log = said.filter((remark) => LOG.test(remark));
  const remarks = said.filter((remark) => !LOG.test(remark));
  const counted = LOOKED_AT.exec(log.filter((line) => LOOKED_AT.test(line)).at(-1) ?? "")?.[1];
  const files = remarks.some((remark) => NOTHING_TO_DO.test(remark)) ? "0" : counted;
  const harmless = (remark: string): boolean => [NOTHING_TO_DO, NOQA, CONFLICT].some((kind) => kind.test(remark));
  return {
    problems: remarks.filter((remark) => !harmless(remark)).map((remark) => tail(remark, context)),
    notices: remarks.filter(harmless).map((remark) => tail(remark, context)),
    ...(files === undefined ? {} : { files: Number(files) }),
  };
}
