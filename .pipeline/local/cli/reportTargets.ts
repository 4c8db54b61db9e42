import { join, resolve } from "node:path";
import { DrydockError } from "../../src/errors.ts";
import { type Format, REPORTS } from "../../src/report/reports.ts";
import { type CliContext, type CliOptions, FORMATS, type ReportTarget } from "./options.ts";

type Chosen = Pick<CliOptions, "report" | "outputDir" | "format" | "open" | "json">;

/** Every check at once, one check, or a fix. */
export type RunKind = "all" | "one" | "fix";

/** Also the default of --output-dir, so that whoever means a link there names where it leads. */
const CI_FOLDER = ".reports";
/** A source file or a tool's config: a typing error must cost neither. */
const READ = /\.(?:pyi?|php|toml|ini)$|(?:^|[/\\])(?:\.pylintrc|drydock\.json)$/;

/**
 * What to write: what the options name, else what the CI around takes. A run of all checks leaves every file in `.reports`,
 * which a single check after it must not replace; in GitHub's CI each check also has annotations in the log, and its part
 * of the job summary. Throws `misuse` for what can't be meant.
 */
export function reportTargets(
  options: Chosen,
  kind: RunKind,
  { env, cwd }: Pick<CliContext, "env" | "cwd">,
): readonly ReportTarget[] {
  const folder = options.outputDir;
  const named = [...options.report, ...(folder === undefined ? [] : inFolder(folder, options.format))];
  refuse(named, options, cwd);
  if (options.report.length > 0 || kind === "fix") return named;
  const github = isGithub(env);
  const ci = kind === "all" && folder === undefined && (github || isTrue(env.GITLAB_CI));
  return [...named, ...(ci ? inFolder(CI_FOLDER, []) : []), ...(github ? githubs(options, env) : [])];
}

function refuse(named: readonly ReportTarget[], { json, open }: Chosen, cwd: string): void {
  const printed = named.filter(({ path }) => path === "-").length + (json ? 1 : 0);
  if (printed > 1) throw misuse("Only one report can go to the standard output.", "Give the others a file.");
  const files = named.filter(({ path }) => path !== "-").map(({ path }) => resolve(cwd, path));
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  if (twice !== undefined) throw misuse(`Two reports would be written to ${twice}.`, "Give each a file of its own.");
  const read = named.find(({ path }) => READ.test(path));
  if (read !== undefined) {
    throw misuse(`The report ${read.path} would replace a file that a check may read.`, "Write it to another place.");
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

function githubs({ json }: Chosen, env: CliContext["env"]): readonly ReportTarget[] {
  const summary = env.GITHUB_STEP_SUMMARY;
  return [
    // The standard output is the JSON's alone.
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

/** The web address of a line in the commit that the CI around checks, with `{path}` and `{line}`; undefined outside of one. */
export function lineUrl(env: CliContext["env"]): string | undefined {
  const { CI_PROJECT_URL, CI_COMMIT_SHA, GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_SHA } = env;
  if (CI_PROJECT_URL && CI_COMMIT_SHA) return `${CI_PROJECT_URL}/-/blob/${CI_COMMIT_SHA}/{path}#L{line}`;
  if (!GITHUB_SERVER_URL || !GITHUB_REPOSITORY || !GITHUB_SHA) return undefined;
  return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/blob/${GITHUB_SHA}/{path}#L{line}`;
}
