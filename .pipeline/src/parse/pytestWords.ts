import type { ParseContext } from "../model/check.ts";
import { withoutCwd } from "./place.ts";

const ADDRESS = / at 0x[0-9a-fA-F]+/g;
const SECONDS = / in \d+\.\d+s(?: \(\d+:\d\d:\d\d\))?/g;
// Only from where a word begins: from each of its letters anew a long one would take its length squared.
const TEMPORARY = /(?<![^\s'"])[^\s'"]*\/pytest-of-[^/\s]+\/pytest-\d+/g;
// An absolute folder, up to where its name says the same on every machine; no deeper than any is.
const FOLDER = /(?<=^|[\s'"(=])(?:\/[^\s/'":]{1,255}){1,64}\/(?=(?:site-packages|python3\.\d+)\/|pytest\.ini\b)/gm;

/** What pytest and the tests say, without what differs between machines and runs: folders, addresses, times. */
export function pytestWords(text: string, context: ParseContext): string {
  return withoutCwd(text, context)
    .replaceAll(context.cwd, context.prefix || ".")
    .replaceAll(TEMPORARY, "<tmp>")
    .replaceAll(FOLDER, "")
    .replaceAll(ADDRESS, "")
    .replaceAll(SECONDS, "");
}
