import type { Run } from "../../src/model.ts";
import type { About, ReportContext } from "../../src/report/context.ts";
import { sampleFinding, sampleResult, sampleRun } from "./sampleRun.ts";

/** A run that was compared with main: one finding is new and fails its check, one is new, one existed, one is fixed. */
export function comparedRun(): Run {
  const findings = [
    sampleFinding({ line: 2, severity: "info", message: "is new", state: "new" }),
    sampleFinding({ line: 3, severity: "error", message: "was there before", state: "existing" }),
    sampleFinding({ line: 9, severity: "error", rule: "F821", message: "is new and fails", state: "new" }),
  ];
  const fixed = [sampleFinding({ line: 5, message: "is gone", rule: "E711" })];
  return sampleRun([sampleResult({ check: "ruff", title: "Ruff", verdict: "failed", findings, fixed })], {
    comparison: { with: "revision", name: "main (1a2b3c4d)" },
  });
}

const WEB = "https://gitlab.example.org/harbor/harbor";

/** What a merge request's pipeline says of itself. */
export const ABOUT: About = {
  project: { name: "harbor/harbor", url: WEB },
  branch: { name: "tide-tables", url: `${WEB}/-/tree/tide-tables` },
  commit: { name: "1f0c2ab49c3de0f7a1b5c2d3e4f5061728394a5b", url: `${WEB}/-/commit/1f0c2ab` },
  pipeline: { name: "#4711", url: `${WEB}/-/pipelines/4711` },
  mergeRequest: { name: "!7", url: `${WEB}/-/merge_requests/7` },
  date: "2026-03-02T09:30:12.000Z",
  version: "0.2.0",
  tools: { pylint: "4.0.4", black: "25.11.0", mypy: "1.19.0", ruff: "0.14.6", pytest: "9.0.1" },
  command: "drydock run-all",
};

export const TREND: NonNullable<ReportContext["trend"]> = [12, 12, 9, 4, 1].map((findings, index) => ({
  date: `2026-03-0${index + 1}T09:00:00Z`,
  findings,
}));
