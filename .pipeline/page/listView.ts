import { byId } from "./byId.ts";
import { element } from "./element.ts";
import { groupSection, type Surroundings } from "./groupSection.ts";
import type { Page } from "./pageOf.ts";
import { scrollable } from "./scrollable.ts";
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
