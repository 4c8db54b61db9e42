import { element } from "./element.ts";
import type { Page } from "./pageOf.ts";

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
