import { createHash } from "node:crypto";
import type { Finding } from "../model.ts";

/**
 * Identifies each finding from one commit to the next: a hexadecimal SHA-256 of check, rule, path and message,
 * and of its number among identical ones. Line numbers are left out, also those in messages, so that inserting code
 * above a finding does not change it. Expects all findings of a run, in canonical order.
 */
export function fingerprints(findings: readonly Finding[]): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map(({ check, rule, path, message }) => {
    const identity = JSON.stringify([check, rule, path, withoutLines(message)]);
    const ordinal = seen.get(identity) ?? 0;
    seen.set(identity, ordinal + 1);
    return createHash("sha256")
      .update(ordinal === 0 ? identity : `${identity}${ordinal}`)
      .digest("hex");
  });
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
