import { counted } from "../src/report/phrases.ts";
import { printable } from "../src/report/printable.ts";
import { element } from "./element.ts";
import { excerpt } from "./excerpt.ts";
import { findingRow } from "./findingRow.ts";
import type { Item } from "./item.ts";
import { outLink } from "./outLink.ts";
import type { Group } from "./pageOf.ts";
import type { Source } from "./source.ts";
import type { State } from "./state.ts";

/** What does not change while the page is open. */
export interface Surroundings {
  readonly source: Source;
  readonly lineUrl: string | undefined;
}

/** A file or a rule with its findings. Those of one line stand together over one excerpt. */
export function groupSection(group: Group, by: State["group"], { source, lineUrl }: Surroundings): HTMLElement {
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
  const rule = outLink(item.url, "rule", element("bdi", {}, printable(item.rule)));
  return element("h3", {}, rule, " ", element("span", { class: "quiet" }, printable(item.title)), " ", count);
}
