import type { Severity } from "../src/model/finding.ts";
import { byId } from "./byId.ts";
import type { Sifted } from "./sift.ts";

/** Writes beside each choice how many findings it stands for. */
export function choiceCounts(sifted: Sifted, checks: readonly string[], total: number, blamed: number): void {
  for (const box of document.querySelectorAll<HTMLInputElement>(".filters [type=checkbox]")) {
    const count = box.parentElement?.querySelector(".count");
    if (count) count.textContent = countOf(box, sifted, checks).toLocaleString("en");
  }
  // Where all fail their check, or none does, there is nothing to choose.
  byId("effect").hidden = blamed === 0 || blamed === total;
}

function countOf({ name, value }: HTMLInputElement, sifted: Sifted, checks: readonly string[]): number {
  if (name === "severity") return sifted.severities[value as Severity];
  if (name === "check") return sifted.checks.get(checks[Number(value)] ?? "") ?? 0;
  return sifted.failing;
}
