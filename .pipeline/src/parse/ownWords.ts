import { maskedEnd } from "../masked.ts";
import type { ParseContext } from "../model/check.ts";
import type { Output } from "../model/execution.ts";
import { withoutCwd } from "./place.ts";

const LIMIT = 2000;
const ANSI = /\x1b\[[0-9;?]*[ -/]*[@-~]/g;
// Where the config and the tool's environment are says nothing on another machine.
const FOLDER =
  /(?<![^\s'"`:(=])(?:\/[^\s/'"`:]+)+\/(\.pylintrc|black\.toml|mypy\.ini|pyproject\.toml|site-packages\/)/g;

/** What the tool said last: of stderr, else of stdout, else that it said nothing. */
export function ownWords(output: Output, context: ParseContext): string {
  return tail(output.stderr, context) || tail(output.stdout, context) || "It printed nothing.";
}

/** The end of a text, 2000 characters at most and from the start of a line, without folders of the machine and the secrets of addresses. */
export function tail(text: string, context: ParseContext): string {
  const plain = withoutCwd(maskedEnd(text, 4 * LIMIT), context)
    .replaceAll(ANSI, "")
    .replaceAll(FOLDER, "$1")
    .trim();
  if (plain.length <= LIMIT) return plain;
  const end = plain.slice(1 - LIMIT);
  return `…${end.slice(end.indexOf("\n") + 1)}`;
}
