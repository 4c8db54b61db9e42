import { parseBlack } from "../../src/checks/black.ts";
import { parsePylint } from "../../src/checks/pylint.ts";
import { parseRuff } from "../../src/checks/ruff.ts";
import type { Run } from "../../src/model.ts";
import { compareFindings } from "../../src/order.ts";
import type { ReportContext } from "../../src/report/context.ts";
import { CONTEXT, recordedOutput } from "./recordedReading.ts";
import { sampleResult, sampleRun } from "./sampleRun.ts";
import { POOR } from "./scenarios/sources.ts";

/** A run of three tools on one recorded scenario, all of whose findings are about the file POOR, whatever it is called. */
export function recordedRun(scenario: string): Run {
  const rows = [
    { check: "lint", title: "Pylint", tool: "pylint", parse: parsePylint },
    { check: "format", title: "Formatting", tool: "black", parse: parseBlack },
    { check: "ruff", title: "Ruff", tool: "ruff", parse: parseRuff },
  ];
  const notices = ["No config was found for pylint, black, ruff: the tools' defaults count."];
  const results = rows.map(({ check, title, tool, parse }) => {
    const reading = parse(recordedOutput(tool, scenario), { ...CONTEXT, check });
    return sampleResult({
      ...{ check, title, verdict: "failed" as const, files: reading.files ?? 8 },
      ...(reading.summary === undefined ? {} : { summary: reading.summary }),
      findings: [...reading.findings].sort(compareFindings),
    });
  });
  return sampleRun(results, { notices });
}

/** The source of the run. */
export const linesOfPoor: () => ReportContext["lines"] = () =>
  new Map([["src/pkg/poor.py", new Map(POOR.split("\n").map((line, at) => [at + 1, line]))]]);
