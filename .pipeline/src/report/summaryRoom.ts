import { counted } from "./phrases.ts";

/**
 * How much a summary holds, in characters of one piece or in bytes of a section. All of it stays below the 65,536
 * characters that GitHub takes as a comment (GitLab takes a million, a job summary of GitHub a mebibyte). What the other
 * sections leave is for the findings of the checks.
 */
export const ROOM = {
  all: 64_000,
  name: 60,
  place: 120,
  rule: 60,
  message: 300,
  reasonLine: 300,
  reasonLines: 40,
  topFindings: 20,
  findings: 500,
  notices: 20,
  bytes: { verdicts: 10_000, reasons: 20_000, topFindings: 16_000, notices: 5_000 },
} as const;

const encoder = new TextEncoder();

/** Bytes in UTF-8. */
export function size(text: string): number {
  return encoder.encode(text).length;
}

/** As many of the first as fit into so many bytes, a line break after each. */
export function fitting(parts: readonly string[], bytes: number): readonly string[] {
  let left = bytes;
  const end = parts.findIndex((part) => {
    left -= size(part) + 1;
    return left < 0;
  });
  return end === -1 ? parts : parts.slice(0, end);
}

/** The sentence on what is missing, if any is. */
export function leftOut(count: number, noun: string): readonly string[] {
  return count === 0
    ? []
    : [`… and ${counted(count, `more ${noun}`)}, left out here. The html and json reports have all.`];
}
