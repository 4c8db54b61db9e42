import type { Run } from "../src/model.ts";
import type { Ended } from "./drydock.ts";

/** What a call with `--json` has told: its exit code, and each check's verdict with all that was found. */
export interface Told {
  readonly code: number;
  readonly checks: ReadonlyMap<string, string>;
}

/** Of a run that nothing disturbed; throws where it has no verdict, for then there is nothing to compare with. */
export function toldBy(ended: Ended): Told {
  const run = runIn(ended);
  if (run === undefined || (ended.code !== 0 && ended.code !== 1)) {
    throw new Error(`An undisturbed run ended with ${ended.code ?? ended.signal}: ${ended.stderr}${ended.stdout}`);
  }
  return { code: ended.code, checks: checksOf(run) };
}

/**
 * What is wrong with the end of a run of which the right one is known. `mayBreak`: whether the fault may leave a check
 * without a verdict; then 2 is right too, when a sentence says why. A verdict that is there is never another one.
 */
export function wrongEnd(ended: Ended, right: Told, mayBreak: boolean): string | undefined {
  const { code, signal } = ended;
  const words = (ended.stderr.trim() || ended.stdout.trim()).slice(0, 300);
  if (code === null) return `ended by ${signal}, after ${ended.ms.toFixed(0)} ms: ${words}`;
  if (code !== right.code && !(mayBreak && code === 2)) return `exit code ${code} instead of ${right.code}: ${words}`;
  const run = runIn(ended);
  if (run === undefined) {
    return code === 2 ? withoutSentence(ended.stderr) : `exit code ${code} without a report: ${words}`;
  }
  const told = checksOf(run);
  for (const [check, expected] of right.checks) {
    const result = run.results.find((one) => one.check === check);
    const isBroken = mayBreak && code === 2 && result?.verdict === "broken";
    if (isBroken && withoutSentence(`${result.reason}\n${ended.stderr}`) === undefined) continue;
    if (told.get(check) !== expected) return `${check} is ${told.get(check)} instead of ${expected}`;
  }
  return undefined;
}

/** Why these words would not help anybody; undefined when they would. */
export function withoutSentence(words: string): string | undefined {
  const isTrace = /^\s+at .*(?:node:|\.cjs|\.ts)\S*:\d+/m.test(words);
  if (isTrace) return `a stack trace in place of a sentence: ${words.slice(0, 300)}`;
  return /\w+ \w+ \w+.*[.:]/.test(words) ? undefined : `no sentence says why: "${words.slice(0, 300)}"`;
}

/** The run that was printed as JSON. */
export function runIn({ stdout }: Ended): Run | undefined {
  try {
    return JSON.parse(stdout) as Run;
  } catch {
    return undefined;
  }
}

function checksOf({ results }: Run): ReadonlyMap<string, string> {
  return new Map(results.map(({ check, verdict, findings }) => [check, `${verdict} ${JSON.stringify(findings)}`]));
}
