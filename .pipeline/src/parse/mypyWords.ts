import type { ParseContext, Reading } from "../model/check.ts";
import type { Finding } from "../model/finding.ts";
import { tail } from "./ownWords.ts";
import { relativePath, withoutCwd } from "./place.ts";

type MypyWords = Reading & { /** Diagnostics that went to stderr. */ readonly json: readonly string[] };

const NO_FILES = /^There are no \.py\[i\] files in directory /;
const NOTICE = /^Warning: unused section\(s\)/;
// The only error about a source file that mypy prints as plain text. A file name may hold newlines, but then what stands
// before the last one should not look like a remark of its own.
const UNDECODABLE = /^((?:(?!.*: ).*\n){0,5}.+?): error: (Cannot decode file: .*)$/m;

/** What mypy says on stderr. All but a notice and an undecodable file is about its config or itself, so the verdict is in doubt. */
export function readMypyWords(stderr: string, context: ParseContext): MypyWords {
  const lines = stderr.split("\n");
  const isJson = (line: string) => line.startsWith('{"file"');
  const json = lines.filter(isJson);
  const notices = lines.filter((line) => NOTICE.test(line));
  const none = lines.some((line) => NO_FILES.test(line));
  let rest = lines.filter((line) => !isJson(line) && !NOTICE.test(line) && !NO_FILES.test(line)).join("\n");
  const findings: Finding[] = [];
  for (let found = UNDECODABLE.exec(rest); found !== null; found = UNDECODABLE.exec(rest)) {
    findings.push(undecodable(found[1] ?? "", found[2] ?? "", context));
    rest = rest.slice(0, found.index) + rest.slice(found.index + found[0].length + 1);
  }
  const problem = tail(rest, context);
  return {
    findings,
    problems: problem === "" ? [] : [problem],
    notices: notices.map((line) => tail(line, context)),
    json,
    ...(none ? { files: 0 } : {}),
  };
}

function undecodable(path: string, message: string, context: ParseContext): Finding {
  const place = { path: relativePath(path, context), line: 1, column: 1 };
  return { check: context.check, rule: "syntax", severity: "error", ...place, message: withoutCwd(message, context) };
}
