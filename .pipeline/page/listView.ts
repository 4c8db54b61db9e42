import { counted } from "../src/report/phrases.ts";
import { lineLink, printable, printableLines } from "../src/report/safeText.ts";
import { byId, element, externalLink, scrollable } from "./dom.ts";
import { excerpt, type Source } from "./excerpt.ts";
import type { Group, Item, Page } from "./items.ts";
import type { State } from "./state.ts";

/** Puts a page of findings into the list; says what to do when none matches. */
export function listView(page: Page, group: State["group"], surroundings: Surroundings, clear: () => void): void {
  const list = byId("list");
  if (page.groups.length === 0) {
    const button = element("button", { type: "button" }, "Clear search and filters");
    button.addEventListener("click", clear);
    list.replaceChildren(element("p", { class: "empty" }, "No finding matches what you chose. ", button));
    return;
  }
  list.replaceChildren(...page.groups.map((part) => groupSection(part, group, surroundings)));
  scrollable(list);
}

/** What does not change while the page is open. */
export interface Surroundings {
  readonly source: Source;
  readonly lineUrl: string | undefined;
}

/** A file or a rule with its findings. Those of one line stand together over one excerpt. */
function groupSection(group: Group, by: State["group"], { source, lineUrl }: Surroundings): HTMLElement {
  const rows: HTMLElement[] = [];
  let together: Item[] = [];
  for (const [index, item] of group.items.entries()) {
    const row = findingRow(item, by, lineUrl);
    rows.push(row);
    together.push(item);
    const next = group.items[index + 1];
    if (next?.path === item.path && next.line === item.line) {
      row.classList.add("shares");
      continue;
    }
    const code = excerpt(together, source);
    if (code !== undefined) row.append(code);
    together = [];
  }
  return element("section", { class: "group" }, heading(group, by), element("ol", {}, ...rows));
}

function heading({ items, total, continued }: Group, by: State["group"]): HTMLElement {
  const count = element("span", { class: "quiet" }, counted(total, "finding"), continued ? ", continued" : "");
  const [item] = items;
  if (item === undefined) return element("h3", {}, count);
  if (by === "file") return element("h3", {}, element("bdi", {}, printable(item.path)), " ", count);
  const rule = externalLink(item.url, "rule", element("bdi", {}, printable(item.rule)));
  return element("h3", {}, rule, " ", element("span", { class: "quiet" }, printable(item.title)), " ", count);
}

/** One finding; what its group's heading says is not said again. */
function findingRow(item: Item, group: State["group"], lineUrl: string | undefined): HTMLElement {
  const { first, rest } = messageParts(item.message);
  const tail = `${item.line}:${item.column}`;
  const words = group === "file" ? [`Line ${tail}`] : [element("bdi", {}, printable(item.path)), `:${tail}`];
  const place = externalLink(lineLink(lineUrl, item.path, item.line), "place", ...words);
  const rule = externalLink(item.url, "rule", element("bdi", {}, printable(item.rule)));
  const meta = group === "file" ? [place, rule, element("span", {}, printable(item.title))] : [place];
  // A check that is broken has no verdict that a finding could be innocent of.
  if (!item.blamed && item.verdict !== "broken")
    meta.push(element("span", { class: "harmless" }, "does not fail the check"));
  return element(
    "li",
    { class: "finding", id: `finding-${item.id}`, tabindex: "-1" },
    element("span", { class: `severity ${item.severity}` }, item.severity),
    element("div", { class: "said" }, first, ...rest),
    element("p", { class: "meta" }, ...meta.flatMap((part) => [part, " "])),
  );
}

/** Longer messages are folded; nothing is left out. */
const LONGEST = { lines: 12, characters: 1200 };

/** What the tool says: its first line, and the rest, folded when it is long. */
function messageParts(message: string): { readonly first: HTMLElement; readonly rest: readonly HTMLElement[] } {
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
