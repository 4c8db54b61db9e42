/** What Black would change in a file: the first line that changes (1-based) and the number of hunks. */
export interface BlackDiff {
  readonly line: number;
  readonly places: number;
}

// The diff has the line ends of the file. A file name may hold newlines, so the header is known by its two equal names and its two times.
const TIME = String.raw`\t\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d:\d\d\r?\n`;
const HEADER = new RegExp(String.raw`^--- ([^\0]{1,4096}?)${TIME}\+\+\+ \1${TIME}(?=@@ )`, "gm");
const HUNK = /^@@ -(\d+)(?:,\d+)? \+\d+(?:,\d+)? @@\r?\n/gm;

/** Reads what `black --diff` printed: path as Black says it → what would change. */
export function readBlackDiff(stdout: string): ReadonlyMap<string, BlackDiff> {
  const headers = [...stdout.matchAll(HEADER)];
  return new Map(
    headers.map((header, index) => {
      const text = stdout.slice(header.index + header[0].length, headers[index + 1]?.index);
      const hunks = [...text.matchAll(HUNK)];
      return [
        header[1] ?? "",
        { line: hunks[0] === undefined ? 1 : firstChange(text, hunks[0]), places: hunks.length },
      ];
    }),
  );
}

/** A hunk begins with up to three unchanged lines. */
function firstChange(text: string, hunk: RegExpExecArray): number {
  const lines = text.slice(hunk.index + hunk[0].length).split("\n", 8);
  const unchanged = lines.findIndex((line) => !line.startsWith(" "));
  return Math.max(1, Number(hunk[1]) + Math.max(0, unchanged));
}
