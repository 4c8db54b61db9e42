import { copiesOf } from "./copies.ts";
import { byId, copyText, element } from "./dom.ts";
import type { Item } from "./items.ts";

/** A button that opens what can be copied of a finding, each with the text itself; made when it is first opened. */
export function copyMenu(item: Item): HTMLElement {
  const menu = element("details", { class: "copies" }, element("summary", {}, "Copy"));
  menu.addEventListener("toggle", () => {
    if (!menu.open) return;
    for (const other of document.querySelectorAll<HTMLDetailsElement>("details.copies[open]")) {
      if (other !== menu) other.open = false;
    }
    if (menu.childElementCount === 1) menu.append(choices(item, menu));
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.preventDefault();
    close(menu);
  });
  return menu;
}

function choices(item: Item, menu: HTMLDetailsElement): HTMLElement {
  const rows = copiesOf(item, location.href).map(({ what, text }) => {
    const shown = what === "Link" ? [] : [" ", element("code", {}, text)];
    const button = element("button", { type: "button" }, element("span", {}, what), ...shown);
    button.addEventListener("click", () => {
      close(menu);
      void copied(what, text);
    });
    return element("li", {}, button);
  });
  return element("ul", {}, ...rows);
}

function close(menu: HTMLDetailsElement): void {
  menu.open = false;
  menu.querySelector("summary")?.focus();
}

let hiding: number | undefined;

/** Copies a text, and says so for a moment. */
export async function copied(what: string, text: string): Promise<void> {
  const said = byId("said");
  window.clearTimeout(hiding);
  const done = await copyText(text);
  said.textContent = done ? `${what} copied` : `${what} could not be copied; select it instead`;
  hiding = window.setTimeout(() => said.replaceChildren(), 2500);
}
