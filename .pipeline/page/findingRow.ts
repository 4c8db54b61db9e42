import { lineLink } from "../src/report/lineLink.ts";
import { printable } from "../src/report/printable.ts";
import { element } from "./element.ts";
import type { Item } from "./item.ts";
import { messageParts } from "./messageParts.ts";
import { outLink } from "./outLink.ts";
import type { State } from "./state.ts";

/** One finding; what its group's heading says is not said again. */
export function findingRow(item: Item, group: State["group"], lineUrl: string | undefined): HTMLElement {
  const { first, rest } = messageParts(item.message);
  const tail = `${item.line}:${item.column}`;
  const words = group === "file" ? [`Line ${tail}`] : [element("bdi", {}, printable(item.path)), `:${tail}`];
  const place = outLink(lineLink(lineUrl, item.path, item.line), "place", ...words);
  const rule = outLink(item.url, "rule", element("bdi", {}, printable(item.rule)));
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
