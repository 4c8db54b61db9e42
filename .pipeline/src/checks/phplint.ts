import type { Finding } from "../model.ts";
import { targetsFor } from "./config.ts";
import { type Fields, fieldsOf, jsonOf, textOf } from "./fields.ts";
import { outputTail, relativePath, tail, withoutCwd } from "./output.ts";
import {
  type CheckSpec,
  type ImageTool,
  type Parse,
  type ParseContext,
  type PlanInput,
  type StepSpec,
  TEN_MINUTES,
  type ToolSpec,
} from "./rows.ts";

const IMAGE: ImageTool = {
  kind: "image",
  image: "jakzal/phpqa:1.122.1-php8.4-alpine",
  program: "php",
  ask: ["-n", "-r", 'echo "drydock-tool\\t", PHP_VERSION, "\\t", PHP_BINARY, "\\n";'],
  version: "8.4",
  oldest: "8.0",
  install: "Install PHP 8.0 or newer (Debian: the package php-cli; macOS: brew install php)",
};

export const PHP: ToolSpec = { name: "php", source: IMAGE, reads: ["*.php"] };

export const phplint = {
  name: "phplint",
  title: "PHP lint",
  summary: "Check the syntax of PHP files with php -l",
  inRunAll: false,
  files: ["*.php"],
  workspace: "tree",
  application: false,
  timeoutSeconds: TEN_MINUTES,
  steps: (input) => [php(input)],
  isUnreadable: () => false,
  replaysFailures: true,
} as const satisfies CheckSpec;

/** `php -l` on each file, by a script that is the same in both engines. `-n`: ignores the machine's php.ini. */
function php(input: PlanInput): StepSpec {
  return {
    id: "phplint",
    tool: "php",
    role: "gate",
    argv: ["php", "-n", "{scripts}/drydock_phplint.php", "{cores}", ...targetsFor(["*.php"], input)],
    parse: parsePhplint,
    exits: { clean: [0], findings: [1] },
    // Deprecations and warnings: PHP itself calls such a file free of errors.
    cleanMayFind: true,
  };
}

/** Reads what drydock_phplint.php prints: what `php -l` found in each file, and the files without a verdict. */
export const parsePhplint: Parse = (output, context) => {
  const report = fieldsOf(jsonOf(output.stdout));
  const { found, failures } = report ?? {};
  if (report === undefined || !Array.isArray(found) || !Array.isArray(failures)) {
    return { findings: [], problems: [outputTail(output, context)], notices: [] };
  }
  const readings = found.map((item) => toFinding(fieldsOf(item) ?? {}, context));
  const findings = readings.filter((finding) => finding !== undefined);
  const unread = readings.length - findings.length;
  return {
    findings,
    problems: [
      ...failures.map((item) => failureOf(fieldsOf(item) ?? {}, context)),
      ...(unread === 0 ? [] : [`${unread} of PHP's messages could not be read: ${outputTail(output, context)}`]),
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
  return `php -l gave no verdict on ${path}: ${tail(textOf(item["message"]) ?? "", context) || "it printed nothing"}`;
}

/** What counts as an error depends on the version, and the host has the user's. */
function otherVersion(used: string): readonly string[] {
  if (used === "" || used.startsWith(`${IMAGE.version}.`)) return [];
  return [
    `PHP ${used} checked the files; the Dagger engine has PHP ${IMAGE.version}, which may report something else.`,
  ];
}
