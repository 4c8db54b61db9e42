import type { Parse } from "../model/check.ts";
import type { Finding } from "../model/finding.ts";
import { blackFailure } from "./blackFailure.ts";
import { readBlackWords } from "./blackWords.ts";
import { ownWords, tail } from "./ownWords.ts";
import { relativePath } from "./place.ts";

const URL = "https://black.readthedocs.io/en/stable/the_black_code_style/current_style.html";
const NO_SUMMARY = "Black printed no summary; it prints none when its config says `quiet`.";

/** Reads what `black --check` says on stderr. It names files, not lines. */
export const parseBlack: Parse = (output, context) => {
  const words = readBlackWords(output.stderr);
  const changed = words.changed.map((path): Finding => {
    const place = { path: relativePath(path, context), line: 1, column: 1 };
    const message = "would be reformatted by Black";
    return { check: context.check, rule: "unformatted", severity: "warning", ...place, message, url: URL };
  });
  const failures = words.errors.map((error) => blackFailure(error, context));
  const agrees = words.summary.changed === words.changed.length && words.summary.failed === words.errors.length;
  const unknown = tail(words.unknown.join("\n"), context);
  const problems = [
    ...failures.flatMap((failure) => (failure.problem === undefined ? [] : [failure.problem])),
    ...(unknown === "" ? [] : [unknown]),
    ...(agrees ? [] : [`Black's list of files and its summary disagree: ${ownWords(output, context)}`]),
  ];
  return {
    findings: [...changed, ...failures.flatMap((failure) => (failure.finding === undefined ? [] : [failure.finding]))],
    // Without an end there is one reason for all.
    problems: words.ended ? problems : [tail(output.stderr, context) || NO_SUMMARY],
    notices: words.notices.map((notice) => tail(notice, context)),
    ...(words.files === undefined ? {} : { files: words.files }),
  };
};
