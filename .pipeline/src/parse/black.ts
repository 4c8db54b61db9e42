import type { Parse } from "../model/check.ts";
import type { Finding } from "../model/finding.ts";
import { readBlackDiff } from "./blackDiff.ts";
import { blackFailure } from "./blackFailure.ts";
import { readBlackWords } from "./blackWords.ts";
import { ownWords, tail } from "./ownWords.ts";
import { relativePath } from "./place.ts";

const URL = "https://black.readthedocs.io/en/stable/the_black_code_style/current_style.html";
const NO_SUMMARY = "Black printed no summary; it prints none when its config says `quiet`.";

/** Reads `black --check`, with or without `--diff`: the verdict on stderr, the diff, when there is one, on stdout. */
export const parseBlack: Parse = (output, context) => {
  const words = readBlackWords(output.stderr);
  const diffs = readBlackDiff(output.stdout);
  const changed = words.changed.map((path): Finding => {
    const diff = diffs.get(path);
    const places = diff === undefined ? "" : ` (${diff.places} ${diff.places === 1 ? "place" : "places"})`;
    const place = { path: relativePath(path, context), line: diff?.line ?? 1, column: 1 };
    const message = `would be reformatted by Black${places}`;
    return { check: context.check, rule: "unformatted", severity: "warning", ...place, message, url: URL };
  });
  const failures = words.errors.map((error) => blackFailure(error, context));
  const undiffed = diffs.size > 0 ? words.changed.filter((path) => !diffs.has(path)).length : 0;
  const unnamed = [...diffs.keys()].filter((path) => !words.changed.includes(path)).length;
  const agrees =
    words.summary.changed === words.changed.length &&
    words.summary.failed === words.errors.length &&
    undiffed + unnamed === 0;
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
  };
};
