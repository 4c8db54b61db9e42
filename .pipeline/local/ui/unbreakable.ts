import type { Ui } from "./ui.ts";

/** The same UI, but one that fails to draw is left alone from then on: the run and its verdict go on without it. */
export function unbreakable(ui: Ui): Ui {
  let works = true;
  return {
    on: (event) => {
      if (!works) return;
      try {
        ui.on(event);
      } catch {
        works = false;
      }
    },
    close: () => ui.close().catch(() => {}),
  };
}
