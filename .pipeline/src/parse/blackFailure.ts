import type { ParseContext } from "../model/check.ts";
import type { Finding } from "../model/finding.ts";
import { tail } from "./ownWords.ts";
import { relativePath, withoutCwd } from "./place.ts";

/** What it means that Black could not format a file: a fault of the source, or of Black and the machine. */
export type BlackFailure =
  | { readonly finding: Finding; readonly problem?: never }
  | { readonly problem: string; readonly finding?: never };

// Black 26: `error: cannot parse[ for target version …]: PATH:LINE:COLUMN`, then the code, a caret and the reason.
const PARSE = /^error: (cannot parse[^:]*): ([^\0]{1,4096}):(\d+):(\d+)\n {4}([^\n]*)\n *\^\n([^\n]*)/;
// Everything else, and syntax errors before Black 26. A path may hold a colon: it most likely ends like a Python file.
const FORMAT = /^error: cannot format ([^\0]{1,4096}?\.(?:pyi?|ipynb)|[^\0]{1,4096}?): ([^\0]*)$/;
const OF_SOURCE =
  /^(?:Cannot parse|cannot use --safe with this file|unknown encoding|invalid or missing encoding|'[\w-]+' codec can't decode|source code (?:string )?cannot contain null)/;

/** Reads Black's words on one file that it could not format. */
export function blackFailure(error: string, context: ParseContext): BlackFailure {
  const parse = PARSE.exec(error);
  if (parse !== null) {
    const [, what, path = "", line, column, code = "", reason = ""] = parse;
    return {
      finding: syntaxFinding(path, Number(line), Number(column), `${what}: ${reason}: ${code.trim()}`, context),
    };
  }
  const [, path, words = ""] = FORMAT.exec(error.replaceAll("\0", "\u2400")) ?? [];
  if (path === undefined || !OF_SOURCE.test(words)) return { problem: tail(error, context) };
  const place = /^Cannot parse[^:]*: (\d+):(\d+): /.exec(words);
  const line = place?.[1] ?? /\(<unknown>, line (\d+)\)/.exec(words)?.[1] ?? 1;
  return { finding: syntaxFinding(path, Number(line), Number(place?.[2] ?? 0), words, context) };
}

/** Black's columns are 0-based. */
function syntaxFinding(path: string, line: number, column: number, words: string, context: ParseContext): Finding {
  const place = { path: relativePath(path, context), line: Math.max(1, line), column: column + 1 };
  return {
    check: context.check,
    rule: "invalid-syntax",
    severity: "error",
    ...place,
    message: withoutCwd(words, context),
  };
}
