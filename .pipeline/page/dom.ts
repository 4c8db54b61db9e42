import { safeUrl } from "../src/report/safeText.ts";

/** An element of the frame that html.ts writes. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no element #${id}; it was changed after it was written.`);
  return found as T;
}

/** A new element. Strings become text, never markup; an attribute that is undefined is left out. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | undefined>>,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** Leads to another site, which learns nothing of this page; the bare content where the address is not to be trusted. */
export function externalLink(
  url: string | undefined,
  name: string,
  ...children: readonly (Node | string)[]
): HTMLElement {
  const href = safeUrl(url);
  if (href === undefined) return element("span", { class: name }, ...children);
  return element("a", { class: name, href, target: "_blank", rel: "noreferrer noopener" }, ...children);
}

/** Puts a text on the clipboard, also where the page came by http and may not use it itself. */
export async function copyText(text: string): Promise<boolean> {
  const told = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  );
  if (told === true) return true;
  const field = element("textarea", { class: "spoken", "aria-hidden": "true", tabindex: "-1" }, text);
  const focused = document.activeElement;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return done;
}

/** Code that is wider than its box can be reached and scrolled by keyboard; the rest is no stop for Tab. */
export function scrollable(list: HTMLElement): void {
  const boxes = [...list.querySelectorAll<HTMLElement>("pre")];
  // All measured before any is changed, so that the page is laid out once.
  const wide = boxes.map(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth);
  for (const [index, box] of boxes.entries()) {
    if (wide[index]) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}
