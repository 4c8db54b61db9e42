import { join, resolve } from "node:path";
import { DrydockError } from "../../src/errors.ts";
import { type Format, REPORTS } from "../../src/report/reports.ts";
import { type CliContext, type CliOptions, FORMATS, type ReportTarget } from "./options.ts";

type ReportOptions = Pick<CliOptions, "report" | "outputDir" | "format" | "open" | "json">;

/** All checks, a single check, or a fix. */
export type RunKind = "all" | "one" | "fix";

/** Also the default of --output-dir. Links below it are not followed; to use one, name its target with --output-dir. */
const CI_FOLDER = ".reports";
/** A source file or a tool's config, which a typo must not overwrite. */
const INPUT_FILE = /\.(?:pyi?|php|toml|ini)$|(?:^|[/\\])(?:\.pylintrc|drydock\.json)$/;

/**
 * The reports to write: those that the options name, otherwise those for the CI system. A run of all checks writes all files to
 * `.reports`, which a later single check must not replace. In GitHub Actions each check also gets annotations in the log and
 * its part of the job summary. Throws `misuse` for options that make no sense together.
 */
export function reportTargets(
  options: ReportOptions,
  kind: RunKind,
  { env, cwd }: Pick<CliContext, "env" | "cwd">,
): readonly ReportTarget[] {
  const folder = options.outputDir;
  const named = [...options.report, ...(folder === undefined ? [] : inFolder(folder, options.format))];
  rejectConflicts(named, options, cwd);
  if (options.report.length > 0 || kind === "fix") return named;
  const github = isGithub(env);
  const ci = kind === "all" && folder === undefined && (github || isTrue(env.GITLAB_CI));
  return [...named, ...(ci ? inFolder(CI_FOLDER, []) : []), ...(github ? githubTargets(options, env) : [])];
}

function rejectConflicts(named: readonly ReportTarget[], { json, open }: ReportOptions, cwd: string): void {
  const printed = named.filter(({ path }) => path === "-").length + (json ? 1 : 0);
  if (printed > 1) throw misuse("Only one report can go to standard output.", "Name a file for the others.");
  const files = named.filter(({ path }) => path !== "-").map(({ path }) => resolve(cwd, path));
  const duplicate = files.find((file, index) => files.indexOf(file) !== index);
  if (duplicate !== undefined)
    throw misuse(`Two reports would be written to ${duplicate}.`, "Name a different file for each.");
  const input = named.find(({ path }) => INPUT_FILE.test(path));
  if (input !== undefined) {
    throw misuse(`The report ${input.path} would replace a file that a check may read.`, "Write it to another path.");
  }
  if (open && !named.some(({ format, path }) => format === "html" && path !== "-")) {
    throw misuse("--open shows the format html, which is not written.", "Add html to --format.");
  }
}

function inFolder(folder: string, formats: readonly Format[]): readonly ReportTarget[] {
  const chosen = formats.length === 0 ? FORMATS : formats;
  const links = folder === CI_FOLDER ? "none" : "folder";
  return chosen.map((format) => ({ format, path: join(folder, REPORTS[format].file), links }));
}

function githubTargets({ json }: ReportOptions, env: CliContext["env"]): readonly ReportTarget[] {
  const summary = env.GITHUB_STEP_SUMMARY;
  return [
    // Standard output is reserved for the JSON.
    ...(json ? [] : [{ format: "github", path: "-" } as const]),
    ...(summary ? [{ format: "summary", path: summary, append: true } as const] : []),
  ];
}

function misuse(message: string, hint: string): DrydockError {
  return new DrydockError("misuse", message, hint);
}

/** Whether this is a job of GitHub Actions, whose runner reads the log for commands. */
export function isGithub(env: CliContext["env"]): boolean {
  return isTrue(env.GITHUB_ACTIONS);
}

function isTrue(value: string | undefined): boolean {
  return value === "true" || value === "1";
}

/** The web address of a line in the commit that CI is checking, with `{path}` and `{line}`; undefined outside CI. */
export function lineUrl(env: CliContext["env"]): string | undefined {
  const { CI_PROJECT_URL, CI_COMMIT_SHA, GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_SHA } = env;
  if (CI_PROJECT_URL && CI_COMMIT_SHA) return `${CI_PROJECT_URL}/-/blob/${CI_COMMIT_SHA}/{path}#L{line}`;
  if (!GITHUB_SERVER_URL || !GITHUB_REPOSITORY || !GITHUB_SHA) return undefined;
  return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/blob/${GITHUB_SHA}/{path}#L{line}`;
}
