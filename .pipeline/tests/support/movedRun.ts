import type { Run } from "../../src/model.ts";

/** The run as it is after lines were put in at the top of each file: places move, and the lines that messages name. */
export function movedRun(run: Run, by: number): Run {
  const move = (text: string) =>
    text.replace(/\b(line )(\d+)/g, (_, word: string, line) => `${word}${Number(line) + by}`);
  const results = run.results.map((result) => ({
    ...result,
    findings: result.findings.map((finding) => ({
      ...finding,
      line: finding.line + by,
      ...(finding.endLine === undefined ? {} : { endLine: finding.endLine + by }),
      message: move(finding.message),
    })),
  }));
  return { ...run, results };
}
