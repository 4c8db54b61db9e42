import { safeUrl } from "./safeUrl.ts";
import { uriPath } from "./uriPath.ts";

/** Where a line can be looked at: the template with `{path}` and `{line}` filled in; undefined when that is no web address. */
export function lineLink(template: string | undefined, path: string, line: number): string | undefined {
  const values: Readonly<Record<string, string>> = { path: uriPath(path), line: String(line) };
  return safeUrl(template?.replace(/\{(path|line)\}/g, (_, name: string) => values[name] ?? ""));
}

/** Whether that can be the address of every line: http(s), and it says which file. */
export function isLineUrl(template: string): boolean {
  return template.includes("{path}") && lineLink(template, "a", 1) !== undefined;
}
