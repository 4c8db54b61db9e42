import { writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { askProgram } from "../process/askProgram.ts";
import type { CarryAttributes } from "../tree/prepareWrite.ts";
import type { Env } from "./pythonCandidates.ts";

const LIMIT_MS = 60_000;

/**
 * Access lists and extended attributes, which Node does not know, by one call of Python for all files. The pairs go by a
 * file beside the first new one. Whatever goes wrong, the answer is that nothing was carried.
 */
export function carryAttributes(python: string, script: string, env: Env, signal: AbortSignal): CarryAttributes {
  return async (pairs) => {
    const [first] = pairs;
    if (first === undefined) return [];
    const list = `${dirname(first[1])}/pairs.json`;
    writeFileSync(list, JSON.stringify(pairs), { flag: "wx" });
    // By the bytes of the names, whatever the locale: JSON has those that are not UTF-8 as Python does.
    const answer = await askProgram(python, ["-I", "-S", "-X", "utf8", script, list], env, LIMIT_MS, signal);
    return pairs.map((_, index) => answer?.[index] === "1");
  };
}
