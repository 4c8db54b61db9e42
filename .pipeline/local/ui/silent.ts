import type { Ui } from "./ui.ts";

export function silentUi(): Ui {
  return { on: () => {}, close: async () => {} };
}
