import type { Page } from "./pageOf.ts";
import type { State } from "./state.ts";

const number = (value: number): string => value.toLocaleString("en");

/** What the list holds, as a sentence: it is also read out when it changes. */
export function statusText(matching: number, total: number, page: Page, group: State["group"]): string {
  if (matching === 0) return "No finding matches.";
  const findings = `finding${total === 1 ? "" : "s"}`;
  const count =
    matching === total ? `${number(total)} ${findings}` : `${number(matching)} of ${number(total)} ${findings}`;
  const groups = `${number(page.groupCount)} ${group}${page.groupCount === 1 ? "" : "s"}`;
  const where = group === "file" ? `in ${groups}` : `of ${groups}`;
  return `${count} ${where}${page.of > 1 ? `, page ${number(page.number)} of ${number(page.of)}` : ""}`;
}
