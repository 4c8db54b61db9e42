import { safeUrl } from "../src/report/safeUrl.ts";
import { element } from "./element.ts";

/** Leads to another site, which learns nothing of this page; the bare content where the address is not to be trusted. */
export function outLink(url: string | undefined, name: string, ...children: readonly (Node | string)[]): HTMLElement {
  const href = safeUrl(url);
  if (href === undefined) return element("span", { class: name }, ...children);
  return element("a", { class: name, href, target: "_blank", rel: "noreferrer noopener" }, ...children);
}
