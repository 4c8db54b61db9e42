import type { Severity } from "../src/model.ts";
import { byId, element } from "./dom.ts";
import type { Filtered } from "./items.ts";
import type { Page } from "./rows.ts";
import type { State } from "./state.ts";

export type Change = (change: Partial<State>, how?: "push" | "replace") => void;

/** The filters: what the reader chooses becomes a change of the state. `checks` are in the order of the page's data. */
export function controls(
  checks: readonly string[],
  change: Change,
  clear: () => void,
): { readonly show: (state: State) => void } {
  const query = byId<HTMLInputElement>("query");
  const boxes = [...document.querySelectorAll<HTMLInputElement>(".filters fieldset input")];
  const ticked = (name: string) => boxes.filter((box) => box.name === name && box.checked).map(({ value }) => value);
  query.addEventListener("input", () => change({ query: query.value, page: 1, at: undefined }, "replace"));
  for (const box of boxes) {
    box.addEventListener("change", () =>
      change({
        group: ticked("group")[0] === "rule" ? "rule" : "file",
        severities: ticked("severity") as Severity[],
        checks: ticked("check").map((index) => checks[Number(index)] ?? ""),
        failing: ticked("failing").length > 0,
        page: 1,
        at: undefined,
      }),
    );
  }
  byId("clear").addEventListener("click", clear);
  return {
    show(state) {
      // Not while it is being typed: the caret would jump.
      if (query.value !== state.query) query.value = state.query;
      const chosen = new Set<string>([
        `group ${state.group}`,
        ...state.severities.map((severity) => `severity ${severity}`),
        ...state.checks.map((check) => `check ${checks.indexOf(check)}`),
        ...(state.failing ? ["failing yes"] : []),
      ]);
      for (const box of boxes) box.checked = chosen.has(`${box.name} ${box.value}`);
    },
  };
}

/** Writes beside each choice how many findings it stands for. */
export function choiceCounts(filtered: Filtered, checks: readonly string[], total: number, blamed: number): void {
  for (const box of document.querySelectorAll<HTMLInputElement>(".filters [type=checkbox]")) {
    const count = box.parentElement?.querySelector(".count");
    if (count) count.textContent = countOf(box, filtered, checks).toLocaleString("en");
  }
  // Where all fail their check, or none does, there is nothing to choose.
  byId("effect").hidden = blamed === 0 || blamed === total;
}

function countOf({ name, value }: HTMLInputElement, filtered: Filtered, checks: readonly string[]): number {
  if (name === "severity") return filtered.severities[value as Severity];
  if (name === "check") return filtered.checks.get(checks[Number(value)] ?? "") ?? 0;
  return filtered.failing;
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

/** What keys do, by `KeyboardEvent.key`. */
export type Keys = Readonly<Record<string, () => void>>;

/** Single keys, but never those that somebody types or that belong to the browser, a control or an open dialog. */
export function keyboard(keys: Keys, lettersAllowed: () => boolean): void {
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]") !== null) return;
    const typing = target instanceof HTMLElement && target.matches("input[type=search], textarea, [contenteditable]");
    const action = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (action === undefined || (typing && key.length === 1)) return;
    // Elsewhere Enter is the control's own: a link, a button.
    if (key === "Enter" && !typing && !(target instanceof HTMLElement && target.matches("li.finding"))) return;
    if (key.length === 1 && !lettersAllowed()) return;
    event.preventDefault();
    action();
  });
}

/** The list of keys, and the choice to do without. */
export function keysDialog(onLetters: (allowed: boolean) => void): { readonly open: (letters: boolean) => void } {
  const dialog = byId<HTMLDialogElement>("keys");
  const letters = byId<HTMLInputElement>("letters");
  letters.addEventListener("change", () => onLetters(letters.checked));
  byId("keys-close").addEventListener("click", () => dialog.close());
  return {
    open(allowed) {
      letters.checked = allowed;
      dialog.showModal();
    },
  };
}
