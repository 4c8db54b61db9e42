import type { Parse, ParseContext } from "../model/check.ts";
import type { Finding, Severity } from "../model/finding.ts";
import { type Fields, fieldsOf, jsonOf, textOf } from "./fields.ts";
import { missingModules } from "./missingModules.ts";
import { ownWords, tail } from "./ownWords.ts";
import { relativePath, withoutCwd } from "./place.ts";
import { pylintMiscounts } from "./pylintMiscounts.ts";
import { isAboutProject, modulePaths, projectPlace } from "./pylintProject.ts";
import { pylintScore } from "./pylintScore.ts";
import { fromZero, span } from "./span.ts";
import { withoutExcerpt } from "./withoutExcerpt.ts";

const DOCS = "https://pylint.readthedocs.io/en/stable/user_guide/messages";
const SEVERITIES: Readonly<Record<string, Severity>> = { fatal: "error", error: "error", warning: "warning" };
/** What Pylint calls the file when it does not know whether it was one. */
const CONFIG = "Command line or configuration file";
/** bad-plugin-value, bad-configuration-section, unrecognized-option, config-parse-error. */
const ABOUT_CONFIG = ["E0013", "E0014", "E0015", "F0011"];

/** Reads `pylint --output-format=json2`: one object with messages and statistics. */
export const parsePylint: Parse = (output, context) => {
  const start = /^\{\s*"messages"/m.exec(output.stdout)?.index ?? 0;
  const report = fieldsOf(jsonOf(output.stdout.slice(start)));
  const messages = report?.messages;
  if (report === undefined || !Array.isArray(messages)) {
    return { findings: [], problems: [ownWords(output, context)], notices: [] };
  }
  const items = messages.map((item) => fieldsOf(item) ?? {});
  const failures = items.filter((item) => isFailure(item, context));
  const sound = items.filter((item) => !isFailure(item, context));
  const paths = modulePaths(sound);
  const said = tail(output.stderr, context);
  const crashed = said.includes("Traceback (most recent call last)");
  // Before the report stands only what Pylint could not put into it: a config that it can't parse.
  const preamble = tail(output.stdout.slice(0, start), context);
  const problems = [preamble, ...failures.map((item) => failureText(item, context)), crashed ? said : ""];
  const findings = sound.map((item) => toFinding(item, paths, context));
  const unfound = findings.filter(({ rule }) => rule === "import-error").map(({ message }) => message);
  const verdict = pylintScore(output.end, items, report.statistics);
  const files = filesIn(report.statistics);
  const missing = missingModules("Pylint misses", unfound, /^Unable to \w+ '([^.'][^']*)'/);
  return {
    findings,
    problems: [...new Set([...problems, ...pylintMiscounts(items, report.statistics)])].filter((text) => text !== ""),
    notices: [...(said === "" || crashed ? [] : [said]), ...missing],
    ...(verdict === undefined ? {} : { verdict }),
    ...(files === undefined ? {} : { files }),
  };
};

/** Its number of modules counts the command line, the config file and both together as well. */
function filesIn(statistics: unknown): number | undefined {
  const modules = fieldsOf(statistics)?.modulesLinted;
  return typeof modules === "number" ? Math.max(0, modules - 3) : undefined;
}

/** Whether a message is about the config, or says that Pylint could not check a file though its source is sound. */
function isFailure(item: Fields, context: ParseContext): boolean {
  const path = pathOf(item);
  if (path === undefined || path === CONFIG) return true;
  if (relativePath(path, context).startsWith("/")) return true;
  if (ABOUT_CONFIG.includes(textOf(item.messageId) ?? "")) return true;
  return item.type === "fatal" && !isUndecodable(item);
}

/** A wrong encoding is a fault of the source, reported as fatal when its codec exists. */
function isUndecodable(item: Fields): boolean {
  return item.messageId === "F0010" && /Wrong or no encoding specified/.test(textOf(item.message) ?? "");
}

function failureText(item: Fields, context: ParseContext): string {
  const message = (textOf(item.message) ?? JSON.stringify(item)).replace(/ There is a pre-filled template .*$/s, "");
  const symbol = textOf(item.symbol);
  const said = pathOf(item);
  const path = said === undefined || said === CONFIG ? CONFIG : relativePath(said, context);
  return tail(`${path}: ${message}${symbol === undefined ? "" : ` (${symbol})`}`, context);
}

function toFinding(item: Fields, paths: ReadonlyMap<string, string>, context: ParseContext): Finding {
  const [type, symbol] = [textOf(item.type) ?? "error", textOf(item.symbol) ?? "unknown"];
  const message = withoutExcerpt(withoutCwd(textOf(item.message) ?? "(no message)", context));
  const own = { path: relativePath(pathOf(item) ?? "", context), ...spanOf(item) };
  return {
    check: context.check,
    rule: symbol,
    severity: SEVERITIES[type] ?? "info",
    ...(isAboutProject(item) ? projectPlace(message, paths, context) : own),
    message,
    url: `${DOCS}/${type}/${symbol}.html`,
  };
}

/** Pylint's columns are 0-based, but that of a syntax error is Python's own, which is 1-based. */
function spanOf(item: Fields): ReturnType<typeof span> {
  if (item.messageId === "E0001") return span(item.line, item.column);
  return span(item.line, fromZero(item.column), item.endLine, fromZero(item.endColumn));
}

function pathOf(item: Fields): string | undefined {
  return textOf(item.path) ?? textOf(item.absolutePath);
}
