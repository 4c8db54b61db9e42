import type { Finding } from "../src/model/finding.ts";
import type { Verdict } from "../src/model/run.ts";

/** A finding as the page shows it. */
export interface Item extends Finding {
  /** Its place in the canonical order of the run; part of the page's address. */
  readonly id: number;
  readonly title: string;
  readonly verdict: Verdict;
  /** Whether its check failed by it. */
  readonly blamed: boolean;
  /** What the search looks through: lower case, as shown. */
  readonly words: string;
}
