import type { PageData } from "../src/report/html/packed.ts";
import { address } from "./address.ts";
import { choiceCounts, controls, overviewLinks, pager } from "./controls.ts";
import { placeOf } from "./copies.ts";
import { copied } from "./copyMenu.ts";
import { byId } from "./dom.ts";
import { sourceOf } from "./excerpt.ts";
import { filterItems, unpack } from "./items.ts";
import { keyboard, keysDialog } from "./keys.ts";
import { type Folds, listView } from "./listView.ts";
import { indexOfRow, ordered, pageOf, rowsOf, statusText, walk } from "./rows.ts";
import { CLEARED, formatHash, parseHash, type State, startOf } from "./state.ts";

/** Rows on a page. */
const SIZE = 100;

/** Brings the list to life: state → page of findings, and what the reader does → state. */
export function reader(data: PageData): void {
  const checks = data.checks.map(({ check }) => check);
  const items = unpack(data);
  const orders = { file: ordered(items, "file"), rule: ordered(items, "rule") };
  const folds: Folds = { all: false, except: new Set() };
  const surroundings = { source: sourceOf(data), lineUrl: data.lineUrl, folds };
  const start = startOf(data.compared);
  const everything = filterItems(items, { ...start, show: "all" });

  let state = start;
  let rows = rowsOf([], state.group);

  function show(next: State): void {
    const filtered = filterItems(orders[next.group], next);
    const { matching } = filtered;
    rows = rowsOf(matching, next.group);
    const index = indexOfRow(rows, next.at);
    const page = pageOf(rows, next.group, index === -1 ? next.page : Math.floor(index / SIZE) + 1, SIZE);
    state = { ...next, page: page.number };
    listView(page, state, surroundings, clear);
    pager(page, openPage);
    filters.show(state);
    above.show();
    choiceCounts(filtered, checks, everything);
    const total = state.show === "fixed" ? everything.shows.fixed : everything.shows.all;
    byId("status").textContent = statusText(matching.length, total, page, state.group);
  }

  function change(part: Partial<State>, how: "push" | "replace" = "push"): void {
    const before = formatHash(state, start);
    show({ ...state, ...part });
    if (formatHash(state, start) !== before) bar.write(state, how);
  }

  function clear(): void {
    change(CLEARED);
    byId("query").focus();
  }

  function openPage(page: number): void {
    change({ page, at: undefined });
    byId("findings-title").focus();
  }

  function goTo(id: number | undefined): void {
    if (id === undefined) return;
    if (rowOf(id) === null) show({ ...state, at: id });
    else state = { ...state, at: id };
    bar.write(state, "replace");
    stand(id);
  }
  const step = (by: 1 | -1) => () => goTo(walk(rows, state.at, by, (state.page - 1) * SIZE));
  const turn = (by: 1 | -1) => () => {
    const page = state.page + by;
    if (page >= 1 && (page - 1) * SIZE < rows.length) openPage(page);
  };

  /** A link to a finding opens it, whatever the filters would show of it. */
  function travel(next: State): void {
    const kind = items[next.at ?? -1]?.kind;
    const hidden = kind !== undefined && indexOfRow(rowsOf(filterItems(items, next).matching, next.group), next.at) < 0;
    show(hidden ? { ...next, ...CLEARED, at: next.at, show: kind === "fixed" ? "fixed" : "all" } : next);
    stand(next.at);
  }

  function fold(all: boolean): void {
    folds.all = all;
    folds.except.clear();
    const button = byId("fold");
    button.setAttribute("aria-pressed", String(all));
    show(state);
  }

  async function copyPlace(): Promise<void> {
    const item = state.at === undefined ? undefined : items[state.at];
    if (item !== undefined) await copied("Place", placeOf(item));
  }

  function regroup(): void {
    change({ group: state.group === "file" ? "rule" : "file", page: 1 });
    stand(state.at);
  }

  /** From an empty search one more Escape leads out of it, to the keys for the list. */
  function leave(): void {
    if (formatHash({ ...state, ...CLEARED }, start) === formatHash(state, start)) byId("query").blur();
    else change(CLEARED);
  }

  const find = (digits: string): number | undefined =>
    items.find(({ fingerprint }) => fingerprint.startsWith(digits) || digits.startsWith(fingerprint))?.id;
  const bar = address(checks, start, find, travel);
  const above = overviewLinks(
    (hash) => parseHash(hash, checks, start),
    () => state,
    change,
  );
  const filters = controls(checks, change, clear);
  const dialog = keysDialog((letters) => change({ letters }));
  byId("keys-open").addEventListener("click", () => dialog.open(state.letters));
  byId("fold").addEventListener("click", () => fold(!folds.all));
  keyboard(
    {
      "/": () => byId<HTMLInputElement>("query").select(),
      "?": () => dialog.open(state.letters),
      Enter: () => (document.activeElement?.id === "query" ? step(1)() : openLink()),
      Escape: leave,
      c: () => void copyPlace(),
      f: () => fold(!folds.all),
      g: regroup,
      j: step(1),
      k: step(-1),
      n: turn(1),
      p: turn(-1),
    },
    () => state.letters,
  );
  travel(bar.read());
}

function rowOf(id: number | undefined): HTMLElement | null {
  return document.getElementById(`finding-${id}`);
}

/** Stands at a finding, also at one that is folded away. */
function stand(id: number | undefined): void {
  const row = rowOf(id);
  row?.closest("details")?.setAttribute("open", "");
  const list = row?.closest<HTMLElement>("section.group > ol");
  if (list?.hidden) list.parentElement?.querySelector<HTMLElement>(".fold")?.click();
  row?.focus();
}

function openLink(): void {
  const row = document.activeElement;
  (row?.querySelector<HTMLAnchorElement>("a.place") ?? row?.querySelector<HTMLAnchorElement>(".meta a"))?.click();
}

// The page's only effect on load: the list takes the place of the sentence that stands there without it.
const data = JSON.parse(byId("data").textContent ?? "") as PageData;
byId("frame").hidden = false;
reader(data);
byId("no-script").remove();
