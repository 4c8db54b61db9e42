import type { Severity } from "../src/model.ts";
import { printable } from "../src/report/safeText.ts";
import { byId, element } from "./dom.ts";
import type { Filtered } from "./items.ts";
import type { Page } from "./rows.ts";
import { CLEARED, type Show, type State } from "./state.ts";

export type Change = (change: Partial<State>, how?: "push" | "replace") => void;

/** The filters: what the reader chooses becomes a change of the state. `checks` are in the order of the page's data. */
export function controls(
  checks: readonly string[],
  change: Change,
  clear: () => void,
): { readonly show: (state: State) => void } {
  const query = byId<HTMLInputElement>("query");
  const boxes = [...document.querySelectorAll<HTMLInputElement>("#frame fieldset input")];
  const opener = byId("filters-open");
  const ticked = (name: string) => boxes.filter((box) => box.name === name && box.checked).map(({ value }) => value);
  query.addEventListener("input", () => change({ query: query.value, page: 1, at: undefined }, "replace"));
  for (const box of boxes) {
    box.addEventListener("change", () =>
      change({
        group: ticked("group")[0] === "rule" ? "rule" : "file",
        severities: ticked("severity") as Severity[],
        checks: ticked("check").map((index) => checks[Number(index)] ?? ""),
        show: (ticked("show")[0] ?? "all") as Show,
        page: 1,
        at: undefined,
      }),
    );
  }
  byId("clear").addEventListener("click", clear);
  opener.addEventListener("click", () => {
    opener.setAttribute("aria-expanded", String(opener.getAttribute("aria-expanded") !== "true"));
  });
  return {
    show(state) {
      // Not while it is being typed: the caret would jump.
      if (query.value !== state.query) query.value = state.query;
      const chosen = new Set<string>([
        `group ${state.group}`,
        ...state.severities.map((severity) => `severity ${severity}`),
        ...state.checks.map((check) => `check ${checks.indexOf(check)}`),
        `show ${state.show}`,
      ]);
      for (const box of boxes) box.checked = chosen.has(`${box.name} ${box.value}`);
      const used = state.severities.length + state.checks.length;
      opener.textContent = used === 0 ? "Filters" : `Filters (${used})`;
      chips(state, change);
    },
  };
}

/** The rule and the file that the list is narrowed to, each with a button that widens it. */
function chips({ rule, path }: State, change: Change): void {
  const chip = (name: "rule" | "path", word: string, value: string): HTMLElement => {
    const button = element("button", { type: "button", "aria-label": `Show all ${word.toLowerCase()}s again` }, "×");
    button.addEventListener("click", () => {
      change({ [name]: undefined, page: 1, at: undefined });
      byId("findings-title").focus();
    });
    return element("li", {}, `${word} `, element("bdi", {}, printable(value)), button);
  };
  byId("chips").replaceChildren(
    ...(rule === undefined ? [] : [chip("rule", "Rule", rule.slice(rule.indexOf("/") + 1))]),
    ...(path === undefined ? [] : [chip("path", "File", path)]),
  );
}

/** The links above the list filter it, in the grouping that the reader has chosen; once more, and they do not. */
export function overviewLinks(read: (hash: string) => State, now: () => State, change: Change): { show: () => void } {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('.overview a[href^="#"]')];
  const wanted = (link: HTMLAnchorElement): Pick<State, "checks" | "rule" | "path"> => read(link.hash);
  const isOn = (link: HTMLAnchorElement): boolean => {
    const [{ checks, rule, path }, state] = [wanted(link), now()];
    return rule === state.rule && path === state.path && checks.join() === state.checks.join();
  };
  for (const link of links) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const { letters: _letters, group: _group, ...part } = read(link.hash);
      change(isOn(link) ? CLEARED : part);
      const frame = byId("frame").getBoundingClientRect();
      if (frame.top > window.innerHeight * 0.7) byId("findings-title").scrollIntoView({ block: "start" });
    });
  }
  return {
    show() {
      for (const link of links) {
        if (isOn(link)) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    },
  };
}

/** Writes beside each choice how many findings it stands for. */
export function choiceCounts(filtered: Filtered, checks: readonly string[], everything: Filtered): void {
  for (const box of document.querySelectorAll<HTMLInputElement>("#frame [type=checkbox], #show input")) {
    const count = box.parentElement?.querySelector(".count");
    if (count) count.textContent = countOf(box, filtered, checks).toLocaleString("en");
  }
  // Where all fail their check, or none does, there is nothing to choose.
  const { all, failing, existing, fixed, notes } = everything.shows;
  byId("show").hidden = existing + fixed === 0 && (failing === all || notes === all) && !isCompared();
}

function isCompared(): boolean {
  return document.querySelector('#show [value="new"]') !== null;
}

function countOf({ name, value }: HTMLInputElement, filtered: Filtered, checks: readonly string[]): number {
  if (name === "severity") return filtered.severities[value as Severity];
  if (name === "check") return filtered.checks.get(checks[Number(value)] ?? "") ?? 0;
  return filtered.shows[value as Show];
}

/** Fills both bars that lead from page to page; they are empty when one page holds all. */
export function pager({ number, of }: Page, open: (page: number) => void): void {
  for (const bar of document.querySelectorAll<HTMLElement>("nav.pages")) {
    bar.hidden = of === 1;
    const step = (label: string, page: number): HTMLButtonElement => {
      const button = element("button", { type: "button" }, label);
      button.disabled = page < 1 || page > of;
      button.addEventListener("click", () => open(page));
      return button;
    };
    const place = element("span", {}, `${number.toLocaleString("en")} / ${of.toLocaleString("en")}`);
    bar.replaceChildren(step("Previous", number - 1), place, step("Next", number + 1));
  }
}
