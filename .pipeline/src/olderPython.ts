import type { PlanInput, Reading } from "./model/check.ts";
import type { Finding } from "./model/finding.ts";

const SYNTAX_RULES: ReadonlySet<string> = new Set(["syntax-error", "syntax", "invalid-syntax"]);

/**
 * Syntax errors that only the older Python explains which had to run the tools: the wanted Python's grammar, asked of
 * the oracle, accepts the file. They make the check broken, since nothing is known about such a file.
 */
export function unexplainedSyntaxErrors(
  findings: readonly Finding[],
  { olderPython, settings }: PlanInput,
  oracle: Reading | undefined,
): readonly string[] {
  if (!olderPython || oracle === undefined) return [];
  const rejected = new Set(oracle.findings.map(({ path }) => path));
  const paths = findings.filter((one) => isSyntaxError(one) && !rejected.has(one.path)).map(({ path }) => path);
  return [...new Set(paths)].map(
    (path) =>
      `${path} is valid Python ${settings.python}, but the Python that runs here is older and can't parse it: install Python ${settings.python}.`,
  );
}

/** Whether a tool could not parse the file: its own rule says so, or its words do. */
export function isSyntaxError({ rule, message }: Finding): boolean {
  return SYNTAX_RULES.has(rule) || /\bSyntaxError\b/.test(message);
}
