import type { State } from "./state.ts";

/** Lays the list out for paper when the page is printed, and then again as it was, at the same height. */
export function onPaper(read: () => State, print: (onScreen: State) => void, restore: (onScreen: State) => void): void {
  let kept: { readonly state: State; readonly top: number } | undefined;
  window.addEventListener("beforeprint", () => {
    kept ??= { state: read(), top: window.scrollY };
    print(kept.state);
  });
  window.addEventListener("afterprint", () => {
    if (kept === undefined) return;
    restore(kept.state);
    window.scrollTo({ top: kept.top, behavior: "instant" });
    kept = undefined;
  });
}
