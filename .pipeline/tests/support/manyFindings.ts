import type { Finding, Run } from "../../src/model.ts";
import type { ReportContext } from "../../src/report/context.ts";
import { sampleFinding, sampleResult, sampleRun } from "./sampleRun.ts";

const SEVERITIES = ["error", "warning", "info"] as const;

/** A run with so many findings in files of 50 each, of 40 rules, half of them told apart by their words. */
export function manyFindings(count: number): { readonly run: Run; readonly context: ReportContext } {
  const findings = Array.from({ length: count }, (_, index): Finding => {
    const rule = `R${String(index % 40).padStart(3, "0")}`;
    return sampleFinding({
      check: index % 4 === 0 ? "lint" : "ruff",
      rule,
      severity: SEVERITIES[index % 3] ?? "info",
      path: `src/package_${Math.floor(index / 1000)}/module_${String(Math.floor(index / 50)).padStart(4, "0")}.py`,
      line: (index % 50) * 9 + 1,
      endLine: (index % 50) * 9 + 1,
      endColumn: 20,
      message:
        index % 2 === 0 ? "Missing docstring in public function" : `Name value_${index} is not used after it is set`,
      url: `https://docs.example.org/rules/${rule}`,
    });
  });
  const lines = new Map<string, Map<number, string>>();
  for (const { path, line } of findings) {
    const known = lines.get(path) ?? new Map<number, string>();
    lines.set(path, known);
    for (let number = line - 2; number <= line + 2; number += 1)
      known.set(number, `    total_${number} = price(${number}) * 3`);
  }
  const of = (check: string) => findings.filter((finding) => finding.check === check);
  const results = [
    sampleResult({ check: "lint", title: "Pylint", verdict: "failed", findings: of("lint") }),
    sampleResult({ check: "ruff", title: "Ruff", verdict: "failed", findings: of("ruff") }),
  ];
  return { run: sampleRun(results), context: { lines } };
}
