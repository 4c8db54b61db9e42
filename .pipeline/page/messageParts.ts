import { printableLines } from "../src/report/printable.ts";
import { element } from "./element.ts";

/** Longer messages are folded; nothing is left out. */
const LONGEST = { lines: 12, characters: 1200 };

/** What the tool says: its first line, and the rest, folded when it is long. */
export function messageParts(message: string): { readonly first: HTMLElement; readonly rest: readonly HTMLElement[] } {
  const [first = "", ...lines] = printableLines(message);
  const text = lines.join("\n");
  const start = first.slice(0, LONGEST.characters);
  const whole = start === first ? text : [first, ...lines].join("\n");
  const long = whole.length > LONGEST.characters || lines.length > LONGEST.lines;
  const head = element("bdi", { class: "message" }, start === first ? first : `${start}…`);
  if (whole === "") return { first: head, rest: [] };
  const body = element("pre", { class: "more", dir: "auto" }, whole);
  if (!long) return { first: head, rest: [body] };
  const summary = element("summary", {}, `Whole message (${whole.length.toLocaleString("en")} characters)`);
  return { first: head, rest: [element("details", {}, summary, body)] };
}
