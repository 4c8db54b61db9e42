import type { Parse, ParseContext } from "../model/check.ts";
import type { Finding } from "../model/finding.ts";
import { TOOLS } from "../tools.ts";
import { type Fields, fieldsOf, jsonOf, textOf } from "./fields.ts";
import { ownWords, tail } from "./ownWords.ts";
import { relativePath, withoutCwd } from "./place.ts";

/** Reads what drydock_phplint.php prints: what `php -l` said of each file, and the files it gave no verdict on. */
export const parsePhplint: Parse = (output, context) => {
  const report = fieldsOf(jsonOf(output.stdout));
  const { found, failures } = report ?? {};
  if (report === undefined || !Array.isArray(found) || !Array.isArray(failures)) {
    return { findings: [], problems: [ownWords(output, context)], notices: [] };
  }
  const readings = found.map((item) => toFinding(fieldsOf(item) ?? {}, context));
  const findings = readings.filter((finding) => finding !== undefined);
  const unread = readings.length - findings.length;
  return {
    findings,
    problems: [
      ...failures.map((item) => failureOf(fieldsOf(item) ?? {}, context)),
      ...(unread === 0 ? [] : [`${unread} of PHP's messages could not be read: ${ownWords(output, context)}`]),
    ],
    notices: otherVersion(textOf(report["php"]) ?? ""),
    ...(typeof report["files"] === "number" ? { files: report["files"] } : {}),
  };
};

/** The rule is PHP's own word for the kind of message: `parse-error`, `fatal-error`, `deprecated`, `warning`. */
function toFinding(item: Fields, context: ParseContext): Finding | undefined {
  const [path, kind, message] = [textOf(item["path"]), textOf(item["kind"]), textOf(item["message"])];
  if (path === undefined || kind === undefined || message === undefined) return undefined;
  const line = Number.isInteger(item["line"]) ? Math.max(1, Number(item["line"])) : 1;
  return {
    check: context.check,
    rule: kind.toLowerCase().replaceAll(" ", "-"),
    severity: kind.endsWith("error") ? "error" : "warning",
    path: relativePath(path, context),
    line,
    column: 1,
    message: withoutCwd(message, context),
  };
}

function failureOf(item: Fields, context: ParseContext): string {
  const path = relativePath(textOf(item["path"]) ?? "", context);
  return `php -l gave no verdict on ${path}: ${tail(textOf(item["message"]) ?? "", context) || "it said nothing"}`;
}

/** What is an error depends on the version, and on the host it is the user's. */
function otherVersion(used: string): readonly string[] {
  const { php } = TOOLS;
  if (php.kind !== "image" || used === "" || used.startsWith(`${php.version}.`)) return [];
  return [`PHP ${used} looked at the files; the Dagger engine has PHP ${php.version}, which may find something else.`];
}
