import { DrydockError } from "../errors.ts";
import { isLineUrl } from "./safeText.ts";

/** The address as it is; throws `misuse` for one that leads to no line. Empty or undefined says nothing. */
export function requireLineUrl(template: string | undefined): string | undefined {
  if (template === undefined || template === "" || isLineUrl(template)) return template || undefined;
  const message = `The line URL "${template}" is no web address with {path} in it.`;
  const hint = "Such as https://gitlab.example/group/app/-/blob/main/{path}#L{line}";
  throw new DrydockError("misuse", message, hint);
}
