import type { Severity } from "../src/model/finding.ts";
import { byId } from "./byId.ts";
import type { State } from "./state.ts";

export type Change = (change: Partial<State>, how?: "step" | "drift") => void;

/** The filters: what the reader chooses becomes a change of the state. `checks` are in the order of the page's data. */
export function controls(
  checks: readonly string[],
  change: Change,
  clear: () => void,
): { readonly show: (state: State) => void } {
  const query = byId<HTMLInputElement>("query");
  const boxes = [...document.querySelectorAll<HTMLInputElement>(".filters fieldset input")];
  const ticked = (name: string) => boxes.filter((box) => box.name === name && box.checked).map(({ value }) => value);
  query.addEventListener("input", () => change({ query: query.value, page: 1, at: undefined }, "drift"));
  for (const box of boxes) {
    box.addEventListener("change", () =>
      change({
        group: ticked("group")[0] === "rule" ? "rule" : "file",
        severities: ticked("severity") as Severity[],
        checks: ticked("check").map((index) => checks[Number(index)] ?? ""),
        failing: ticked("failing").length > 0,
        page: 1,
        at: undefined,
      }),
    );
  }
  byId("clear").addEventListener("click", clear);
  return {
    show(state) {
      // Not while it is being typed: the caret would jump.
      if (query.value !== state.query) query.value = state.query;
      const chosen = new Set<string>([
        `group ${state.group}`,
        ...state.severities.map((severity) => `severity ${severity}`),
        ...state.checks.map((check) => `check ${checks.indexOf(check)}`),
        ...(state.failing ? ["failing yes"] : []),
      ]);
      for (const box of boxes) box.checked = chosen.has(`${box.name} ${box.value}`);
    },
  };
}
