import { counted } from "../src/report/phrases.ts";
import { lineLink, printable, printableLines } from "../src/report/safeText.ts";
import { byId, element, externalLink, scrollable } from "./dom.ts";
import { excerpt, type Source } from "./excerpt.ts";
import type { Item } from "./items.ts";
import type { Group, Page } from "./rows.ts";
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
  for (const [index, item] of group.rows.entries()) {
    const row = item.places === undefined ? findingRow(item, by, lineUrl) : missingRow(item, item.places, by, lineUrl);
    rows.push(row);
    if (item.places !== undefined) continue;
    together.push(item);
    const next = group.rows[index + 1];
    if (next?.places === undefined && next?.path === item.path && next.line === item.line) {
      row.classList.add("shares");
      continue;
    }
    const code = excerpt(together, source);
    if (code !== undefined) row.append(code);
    together = [];
  }
  return element("section", { class: "group" }, heading(group, by), element("ol", {}, ...rows));
}

function heading({ rows, total, continued }: Group, by: State["group"]): HTMLElement {
  const count = element("span", { class: "quiet" }, counted(total, "finding"), continued ? ", continued" : "");
  const [item] = rows;
  if (item === undefined) return element("h3", {}, count);
  if (by === "file" && item.places !== undefined) return element("h3", {}, "Not installed ", count);
  if (by === "file") return element("h3", {}, element("bdi", {}, printable(item.path)), " ", count);
  const rule = externalLink(item.url, "rule", element("bdi", {}, printable(item.rule)));
  return element("h3", {}, rule, " ", element("span", { class: "quiet" }, printable(item.title)), " ", count);
}

/** One finding; what its group's heading says is not said again. */
function findingRow(item: Item, group: State["group"], lineUrl: string | undefined): HTMLElement {
  const { first, rest } = messageParts(item.message);
  const place = placeLink(item, lineUrl, group === "file" ? "line" : "file");
  return row(item, [first, ...rest], [place, ...by(item, group)]);
}

/** A package that is not installed, with the imports that need it. */
function missingRow(item: Item, places: readonly Item[], group: State["group"], lineUrl: string | undefined) {
  const name = element("bdi", {}, printable(item.missing ?? ""));
  const imports = places.map((place) => {
    const [message = ""] = printableLines(place.message);
    const own = place.id === item.id ? {} : { id: `finding-${place.id}`, tabindex: "-1" };
    return element("li", own, placeLink(place, lineUrl, "file"), " ", element("bdi", {}, message));
  });
  const folded = element(
    "details",
    {},
    element("summary", {}, counted(places.length, "place")),
    element("ol", {}, ...imports),
  );
  const message = element("span", { class: "message" }, name, " is not installed");
  return row(item, [message, folded], by(item, group));
}

function row(item: Item, said: readonly HTMLElement[], meta: readonly HTMLElement[]): HTMLElement {
  return element(
    "li",
    { class: "finding", id: `finding-${item.id}`, tabindex: "-1" },
    element("span", { class: `severity ${item.severity}` }, item.severity),
    element("div", { class: "said" }, ...said),
    element("p", { class: "meta" }, ...meta.flatMap((part) => [part, " "])),
  );
}

/** By which rule of which tool, where the group's heading does not say it, and what comes of it. */
function by(item: Item, group: State["group"]): readonly HTMLElement[] {
  const rule = externalLink(item.url, "rule", element("bdi", {}, printable(item.rule)));
  // A check that is broken has no verdict that a finding could be innocent of.
  const isHarmless = !item.blamed && item.verdict !== "broken";
  return [
    ...(group === "file" ? [rule, element("span", {}, printable(item.title))] : []),
    ...(isHarmless ? [element("span", { class: "harmless" }, "does not fail the check")] : []),
  ];
}

function placeLink(item: Item, lineUrl: string | undefined, of: "line" | "file"): HTMLElement {
  const tail = `${item.line}:${item.column}`;
  const words = of === "line" ? [`Line ${tail}`] : [element("bdi", {}, printable(item.path)), `:${tail}`];
  return externalLink(lineLink(lineUrl, item.path, item.line), "place", ...words);
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
