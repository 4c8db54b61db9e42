import type { Finding } from "./model.ts";

/** What a finding is from one commit to the next: check, rule, path, and message without line numbers. */
export function identityOf({
  check,
  rule,
  path,
  message,
}: Pick<Finding, "check" | "rule" | "path" | "message">): string {
  return JSON.stringify([check, rule, path, withoutLines(message)]);
}

/**
 * A message without the numbers that change when code is inserted: `line 12`, `lines 3-9`, `main.py:12:5`, Pylint's
 * `==module:[3:9]` and its counts, `(1203/1000)`.
 */
export function withoutLines(message: string): string {
  return message
    .replace(/\b(lines? )\d+(?:-\d+)?/gi, "$1#")
    .replace(/(\.pyi?):\d+(?::\d+)?/g, "$1:#")
    .replace(/:\[\d+:\d+\]/g, ":[#]")
    .replace(/\(\d+\/\d+\)/g, "(#)");
}
