import { copiesOf } from "./copies.ts";
import { byId, copyText, element } from "./dom.ts";
import type { Item } from "./items.ts";

/** A button that opens what can be copied of a finding, each with the text itself; made when it is opened. */
export function copyMenu(item: Item): HTMLElement {
  const button = element("button", { type: "button", "aria-expanded": "false" }, "Copy");
  const menu = element("div", { class: "copies" }, button);
  button.addEventListener("click", () => {
    const isOpen = menu.childElementCount > 1;
    for (const other of document.querySelectorAll<HTMLElement>(".copies:has(ul)")) close(other);
    if (isOpen) return;
    menu.append(choices(item, menu));
    button.setAttribute("aria-expanded", "true");
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || menu.childElementCount === 1) return;
    event.preventDefault();
    close(menu);
    button.focus();
  });
  return menu;
}

function choices(item: Item, menu: HTMLElement): HTMLElement {
  const rows = copiesOf(item, location.href).map(({ what, text }) => {
    const shown = what === "Link" ? [] : [" ", element("code", {}, text)];
    const button = element("button", { type: "button" }, element("span", {}, what), ...shown);
    button.addEventListener("click", () => {
      close(menu);
      menu.querySelector("button")?.focus();
      void copied(what, text);
    });
    return element("li", {}, button);
  });
  return element("ul", {}, ...rows);
}

function close(menu: HTMLElement): void {
  menu.querySelector("ul")?.remove();
  menu.querySelector("button")?.setAttribute("aria-expanded", "false");
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
