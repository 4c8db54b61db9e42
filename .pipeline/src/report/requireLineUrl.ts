import { DrydockError } from "../errors.ts";
import { isLineUrl } from "./safeText.ts";

/** The template, unchanged; undefined if it is empty. Throws `misuse` if it cannot be the address of a line. */
export function requireLineUrl(template: string | undefined): string | undefined {
  if (template === undefined || template === "" || isLineUrl(template)) return template || undefined;
  const message = `The line URL "${template}" is not a web address with {path} in it.`;
  const hint = "Example: https://gitlab.example/group/app/-/blob/main/{path}#L{line}";
  throw new DrydockError("misuse", message, hint);
}
