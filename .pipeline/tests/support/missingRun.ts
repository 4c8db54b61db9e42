import type { Run } from "../../src/model.ts";
import { sampleFinding, sampleResult, sampleRun } from "./sampleRun.ts";

/** A run in which packages are missing: one that three imports need, another that one does, and something else is wrong too. */
export function missingRun(): Run {
  const missing = (name: string, path: string, line: number) =>
    sampleFinding({
      ...{ check: "typecheck", rule: "import-not-found", severity: "error", path, line, missing: name },
      message: `Cannot find implementation or library stub for module named "${name}"`,
    });
  const findings = [
    sampleFinding({ check: "typecheck", rule: "return-value", severity: "error", path: "src/a.py", line: 1 }),
    missing("requests", "src/a.py", 2),
    missing("yaml", "src/a.py", 3),
    missing("requests", "src/b.py", 2),
    missing("requests", "src/c.py", 4),
  ];
  const typecheck = sampleResult({ check: "typecheck", title: "mypy", verdict: "failed", findings });
  return sampleRun([typecheck]);
}
