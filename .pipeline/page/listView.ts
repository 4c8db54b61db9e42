import { counted } from "../src/report/phrases.ts";
import { lineLink, printable, printableLines, safeUrl } from "../src/report/safeText.ts";
import { copyMenu } from "./copyMenu.ts";
import { byId, element, externalLink, scrollable } from "./dom.ts";
import { excerpt, fixDiff, type Source } from "./excerpt.ts";
import type { Item } from "./items.ts";
import type { Group, Page } from "./rows.ts";
import type { State } from "./state.ts";

/** Puts a page of findings into the list; says what to do when none matches. */
export function listView(page: Page, state: State, surroundings: Surroundings, clear: () => void): void {
  const list = byId("list");
  if (page.groups.length === 0) {
    const [none, button] = nothing(state, clear);
    list.replaceChildren(element("p", { class: "empty" }, none, " ", button));
    return;
  }
  list.replaceChildren(...page.groups.map((part) => groupSection(part, state.group, surroundings)));
  scrollable(list);
}

function nothing(state: State, clear: () => void): readonly [string, HTMLElement] {
  const button = element("button", { type: "button" }, "Clear search and filters");
  button.addEventListener("click", clear);
  const isFiltered =
    state.query !== "" || state.severities.length + state.checks.length > 0 || state.rule || state.path;
  if (isFiltered || !Object.hasOwn(NONE, state.show)) return ["No finding matches what you chose.", button];
  button.hidden = true;
  return [NONE[state.show as keyof typeof NONE], button];
}

const NONE = {
  new: "Nothing new. What existed before is one click away.",
  existing: "Nothing that existed before is left.",
  fixed: "Nothing that existed before is gone yet.",
} as const;

/** What does not change while the page is open. */
export interface Surroundings {
  readonly source: Source;
  readonly lineUrl: string | undefined;
  readonly folds: Folds;
}

/** Which groups the reader has folded: all but the exceptions, or only these. */
export interface Folds {
  all: boolean;
  readonly except: Set<string>;
}

/** A file or a rule with its findings. Those of one line stand together over one excerpt. */
function groupSection(group: Group, by: State["group"], { source, lineUrl, folds }: Surroundings): HTMLElement {
  const rows: HTMLElement[] = [];
  let together: Item[] = [];
  for (const [index, item] of group.rows.entries()) {
    const row = item.places === undefined ? findingRow(item, by, lineUrl) : missingRow(item, item.places, by, lineUrl);
    rows.push(row);
    if (item.places !== undefined) continue;
    const fix = fixDiff(item, source);
    if (fix !== undefined) row.append(fix);
    // Formatting is about the whole file: line 1 says nothing.
    if (item.rule !== "unformatted") together.push(item);
    const next = group.rows[index + 1];
    if (fix === undefined && next?.places === undefined && next?.path === item.path && next.line === item.line) {
      row.classList.add("shares");
      continue;
    }
    const code = excerpt(together, source);
    if (code !== undefined) row.insertBefore(code, fix ?? null);
    together = [];
  }
  const list = element("ol", {}, ...rows);
  return element("section", { class: "group" }, heading(group, by, folds, list), list);
}

function heading(group: Group, by: State["group"], folds: Folds, list: HTMLElement): HTMLElement {
  const { rows, total, continued, key } = group;
  const count = element("span", { class: "quiet" }, counted(total, "finding"), continued ? ", continued" : "");
  const [item] = rows;
  const name = by === "rule" ? item?.rule : item?.places === undefined ? item?.path : "Not installed";
  const fold = element("button", { type: "button", class: "fold" }, element("bdi", {}, printable(name ?? "")));
  const show = (isOpen: boolean): void => {
    fold.setAttribute("aria-expanded", String(isOpen));
    list.hidden = !isOpen;
  };
  show(folds.all === folds.except.has(key));
  fold.addEventListener("click", () => {
    const isOpen = list.hidden;
    if (isOpen === folds.all) folds.except.add(key);
    else folds.except.delete(key);
    show(isOpen);
    scrollable(list);
  });
  if (by === "file") return element("h3", {}, fold, " ", count);
  const help = safeUrl(item?.url) === undefined ? [] : [externalLink(item?.url, "help", "Documentation"), " "];
  return element(
    "h3",
    {},
    fold,
    " ",
    element("span", { class: "quiet" }, printable(item?.title ?? "")),
    " ",
    ...help,
    count,
  );
}

/** One finding; what its group's heading says is not said again. */
function findingRow(item: Item, group: State["group"], lineUrl: string | undefined): HTMLElement {
  const { first, rest } = messageParts(item.message);
  const place = placeLink(item, lineUrl, group === "file" ? "line" : "file");
  return row(item, [first, ...rest], [...by(item, group), place]);
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
    element("div", { class: "meta" }, ...meta.flatMap((part) => [part, " "]), copyMenu(item)),
  );
}

/** What comes of a finding, where it is not that its check fails. */
const TAGS = { failing: "", note: "note", existing: "existing", fixed: "fixed" } as const;

/** By which rule of which tool, where the group's heading does not say it, and what comes of it. */
function by(item: Item, group: State["group"]): readonly HTMLElement[] {
  const rule = externalLink(item.url, "rule", element("bdi", {}, printable(item.rule)));
  // A check that is broken has no verdict that a finding could be innocent of.
  const tag = item.kind === "note" && item.verdict === "broken" ? "" : TAGS[item.kind];
  return [
    ...(tag === "" ? [] : [element("span", { class: `tag ${item.kind}` }, tag)]),
    ...(group === "file" ? [rule, element("span", {}, printable(item.title))] : []),
  ];
}

function placeLink(item: Item, lineUrl: string | undefined, of: "line" | "file"): HTMLElement {
  const tail = `${item.line}:${item.column}`;
  const words = of === "line" ? [`Line ${tail}`] : [element("bdi", {}, printable(item.path)), `:${tail}`];
  const href = item.kind === "fixed" ? undefined : lineLink(lineUrl, item.path, item.line);
  if (href === undefined || safeUrl(href) !== undefined) return externalLink(href, "place", ...words);
  // An editor opens it: no new tab, which would stay empty.
  return element("a", { class: "place", href }, ...words);
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
