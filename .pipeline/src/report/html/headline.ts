import type { Run } from "../../model/run.ts";
import { counted } from "../phrases.ts";

/** The verdict in a few words: `2 checks failed`. What is broken comes first, since nobody knows what it hides. */
export function headline({ verdict, totals, results }: Run): string {
  const { passed, failed, broken, skipped } = totals;
  if (verdict === "broken") return `${counted(broken, "check")} broken${failed === 0 ? "" : `, ${failed} failed`}`;
  if (verdict === "failed") return `${counted(failed, "check")} failed`;
  if (verdict === "skipped") return results.length === 0 ? "No check ran" : "All checks skipped";
  if (skipped > 0) return `${counted(passed, "check")} passed, ${skipped} skipped`;
  return passed === 1 ? "1 check passed" : `All ${passed} checks passed`;
}
