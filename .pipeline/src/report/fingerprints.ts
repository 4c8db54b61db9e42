import { createHash } from "node:crypto";
import { identityOf } from "../identity.ts";
import type { Finding } from "../model.ts";

/**
 * Identifies each finding from one commit to the next: a hexadecimal SHA-256 of check, rule, path and message,
 * and of its number among identical ones. Line numbers are left out, also those in messages, so that inserting code
 * above a finding does not change it. Expects all findings of a run, in canonical order.
 */
export function fingerprints(findings: readonly Finding[]): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const identity = identityOf(finding);
    const ordinal = seen.get(identity) ?? 0;
    seen.set(identity, ordinal + 1);
    return createHash("sha256")
      .update(ordinal === 0 ? identity : `${identity}${ordinal}`)
      .digest("hex");
  });
}

/** Of the text of a line: short, and the same on every machine. Longer lines count as far as any report shows them. */
export function lineHash(text: string): string {
  const characters = text.length <= WIDEST ? text : [...text].slice(0, WIDEST).join("");
  return createHash("sha256").update(characters).digest("hex").slice(0, 12);
}

/** As many characters as drydock_lines.py prints of a line. */
const WIDEST = 1000;
