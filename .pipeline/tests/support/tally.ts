import type { Run, Severity, Verdict } from "../../src/model.ts";

/** What can be counted in a run, and in a report of it; each format gives its part. */
export type Tally = Partial<Readonly<Record<Severity | Verdict | "findings", number>>>;

/** The counts of a run. `stated`: with the errors of checks that did not fail as warnings, where a format's readers fail by errors. */
export function tallyOf({ results }: Run, stated = false): Required<Tally> {
  const weights = results.flatMap(({ findings, verdict }) =>
    findings.map(
      ({ severity }): Severity =>
        stated && (verdict === "passed" || verdict === "skipped") && severity === "error" ? "warning" : severity,
    ),
  );
  return {
    findings: weights.length,
    ...counted(weights, ["error", "warning", "info"]),
    ...counted(
      results.map(({ verdict }) => verdict),
      ["passed", "failed", "broken", "skipped"],
    ),
  };
}

/** How often each of the words comes. */
export function counted<Word extends string>(words: readonly string[], of: readonly Word[]): Record<Word, number> {
  const counts = of.map((word) => [word, words.filter((one) => one === word).length]);
  return Object.fromEntries(counts) as Record<Word, number>;
}
