import type { Finding, Output } from "../model.ts";
import { type Fields, fieldsOf, jsonOf, span, textOf } from "./fields.ts";
import { relativePath } from "./output.ts";
import type { ParseContext } from "./rows.ts";

type Place = Pick<Finding, "path" | "line" | "column" | "endLine" | "endColumn">;

const SYMBOLS = ["cyclic-import", "duplicate-code"];
const DUPLICATE = /\n==([^\0]{1,512}?):\[(\d+):(\d+)\](?=\n|$)/g;
const CYCLE = /^Cyclic import \((.+)\)$/s;

/** Whether a message is about several modules at once. */
export function isAboutProject(item: Fields): boolean {
  return SYMBOLS.includes(textOf(item.symbol) ?? "");
}

/** Module → path, from the messages about single modules; without names that two files share. */
export function modulePaths(items: readonly Fields[]): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  const twins = new Set<string>();
  for (const item of items) {
    const [module, path] = [textOf(item.module), textOf(item.path)];
    if (module === undefined || path === undefined || isAboutProject(item)) continue;
    if ((paths.get(module) ?? path) !== path) twins.add(module);
    paths.set(module, path);
  }
  return new Map([...paths].filter(([module]) => !twins.has(module)));
}

/**
 * Where a message about several modules belongs. Pylint reports it at the file it looked at last, which depends on the
 * order of names in the file system. So it goes to the first named module whose file is known, or else to the root.
 */
export function projectPlace(message: string, paths: ReadonlyMap<string, string>, context: ParseContext): Place {
  const lines = [...message.matchAll(DUPLICATE)].map(([, module = "", first, last]) => ({ module, first, last }));
  const cycle = (CYCLE.exec(message)?.[1] ?? "")
    .split(" -> ")
    .map((module) => ({ module, first: undefined, last: undefined }));
  const named = [...lines, ...cycle].find(({ module }) => paths.has(module));
  if (named === undefined) return { path: relativePath(".", context), line: 1, column: 1 };
  const path = relativePath(paths.get(named.module) ?? ".", context);
  // Its ranges are 0-based with an exclusive end.
  return named.first === undefined
    ? { path, line: 1, column: 1 }
    : { path, ...span(Number(named.first) + 1, 1, Number(named.last)) };
}

/**
 * Pylint's duplicate-code message without the code: which of the similar places it quotes varies from run to run. The
 * headline and a sorted `==module:[first:last]` line per place remain. Other messages stay as they are.
 */
export function withoutExcerpt(message: string): string {
  const count = Number(/^Similar lines in (\d+) files\n/.exec(message)?.[1] ?? 0);
  const headline = message.indexOf("\n");
  // A module's name may contain a newline, since its file's may.
  const places: RegExpExecArray[] = [];
  for (const place of message.slice(headline).matchAll(/\n==[^\0]{1,512}?:\[\d+:\d+\](?=\n|$)/g)) {
    if (places.length === count) break;
    places.push(place);
  }
  if (count === 0 || places.length < count) return message;
  const lines = places.map(([line]) => line).sort();
  return message.slice(0, headline) + lines.join("");
}

/** How many modules were linted, and why the first of them, as a sentence. The launcher adds it to the report. */
export function lintedModules({ step, stdout }: Output): readonly string[] {
  const done = step === "pylint" ? fieldsOf(fieldsOf(jsonOf(stdout))?.modules) : undefined;
  if (done === undefined) return [];
  const head = `Pylint linted ${done.linted} of ${done.modules} modules`;
  return [
    typeof done.first === "string"
      ? `${head}: ${done.first}, since ${done.why}${done.linted === 1 ? "" : ", and others"}.`
      : `${head}.`,
  ];
}
