import type { PageData } from "../src/report/html/pageData.ts";
import { address } from "./address.ts";
import { choiceCounts, controls, keyboard, keysDialog, pager } from "./controls.ts";
import { byId } from "./dom.ts";
import { sourceOf } from "./excerpt.ts";
import { filterItems, unpack } from "./items.ts";
import { listView } from "./listView.ts";
import { byRule, indexOfRow, pageOf, placesOf, rowsOf, statusText, walk } from "./rows.ts";
import { CLEARED, formatHash, START, type State } from "./state.ts";

/** Rows on a page, and at most on paper. */
const SIZE = { screen: 100, paper: 1000 };

/** Brings the list to life: state → page of findings, and what the reader does → state. */
export function reader(data: PageData): void {
  const checks = data.checks.map(({ check }) => check);
  const items = unpack(data);
  const blamed = items.filter((item) => item.blamed).length;
  const orders = { file: items, rule: byRule(items) };
  const surroundings = { source: sourceOf(data), lineUrl: data.lineUrl };

  let state = START;
  let rows = rowsOf(items, state.group);

  function show(next: State, size = SIZE.screen): void {
    const filtered = filterItems(orders[next.group], next);
    const { matching } = filtered;
    rows = rowsOf(matching, next.group);
    const index = indexOfRow(rows, next.at);
    const page = pageOf(rows, next.group, index === -1 ? next.page : Math.floor(index / size) + 1, size);
    state = { ...next, page: page.number };
    listView(page, state.group, surroundings, clear);
    pager(page, openPage);
    filters.show(state);
    choiceCounts(filtered, checks, items.length, blamed);
    const printed = page.groups.flatMap((group) => group.rows.flatMap(placesOf)).length;
    byId("status").textContent =
      size === SIZE.paper && page.of > 1
        ? `The first ${printed.toLocaleString("en")} of ${matching.length.toLocaleString("en")} matching findings; search or filter to print others.`
        : statusText(matching.length, items.length, page, state.group);
  }

  function change(part: Partial<State>, how: "push" | "replace" = "push"): void {
    const before = formatHash(state);
    show({ ...state, ...part });
    if (formatHash(state) !== before) bar.write(state, how);
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
  const step = (by: 1 | -1) => () => goTo(walk(rows, state.at, by, (state.page - 1) * SIZE.screen));
  const turn = (by: 1 | -1) => () => {
    const page = state.page + by;
    if (page >= 1 && (page - 1) * SIZE.screen < rows.length) openPage(page);
  };

  function travel(next: State): void {
    show(next);
    stand(next.at);
  }

  function regroup(): void {
    change({ group: state.group === "file" ? "rule" : "file", page: 1 });
    stand(state.at);
  }

  /** From an empty search one more Escape leads out of it, to the keys for the list. */
  function leave(): void {
    if (formatHash({ ...state, ...CLEARED }) === formatHash(state)) byId("query").blur();
    else change(CLEARED);
  }

  const bar = address(checks, travel);
  const filters = controls(checks, change, clear);
  const dialog = keysDialog((letters) => change({ letters }));
  byId("keys-open").addEventListener("click", () => dialog.open(state.letters));
  keyboard(
    {
      "/": () => byId<HTMLInputElement>("query").select(),
      "?": () => dialog.open(state.letters),
      Enter: () => (document.activeElement?.id === "query" ? step(1)() : openLink()),
      Escape: leave,
      g: regroup,
      j: step(1),
      k: step(-1),
      n: turn(1),
      p: turn(-1),
    },
    () => state.letters,
  );
  onPaper(
    () => state,
    (onScreen) => show({ ...onScreen, page: 1, at: undefined }, SIZE.paper),
    (onScreen) => show(onScreen),
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
  row?.focus();
}

function openLink(): void {
  document.activeElement?.querySelector<HTMLAnchorElement>(".meta a")?.click();
}

/** Lays the list out for paper when the page is printed, and then again as it was, at the same height. */
function onPaper(read: () => State, print: (onScreen: State) => void, restore: (onScreen: State) => void): void {
  let kept: { readonly state: State; readonly top: number } | undefined;
  window.addEventListener("beforeprint", () => {
    kept ??= { state: read(), top: window.scrollY };
    print(kept.state);
  });
  window.addEventListener("afterprint", () => {
    if (kept === undefined) return;
    restore(kept.state);
    window.scrollTo({ top: kept.top, behavior: "instant" });
    kept = undefined;
  });
}

// The page's only effect on load: the list takes the place of the sentence that stands there without it.
const data = JSON.parse(byId("data").textContent ?? "") as PageData;
byId("frame").hidden = false;
reader(data);
byId("no-script").remove();
