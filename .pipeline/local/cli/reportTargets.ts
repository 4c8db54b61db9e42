import { join } from "node:path";
import { DrydockError } from "../../src/errors.ts";
import { type Format, REPORTS } from "../../src/report/reports.ts";
import type { CliOptions, ReportTarget } from "./options.ts";
import type { CliWorld } from "./world.ts";

type Chosen = Pick<CliOptions, "report" | "outputDir" | "format" | "open" | "json">;

const FORMATS = Object.keys(REPORTS) as readonly Format[];
const CI_FOLDER = ".reports";

/**
 * What to write: what the options name, else what the CI around takes. GitLab gets every file in `.reports`; GitHub too,
 * with annotations in the log and a job summary. Throws `misuse` for options that exclude each other.
 */
export function reportTargets(options: Chosen, env: CliWorld["env"]): readonly ReportTarget[] {
  const folder = options.outputDir;
  const named = [...options.report, ...(folder === undefined ? [] : inFolder(folder, options.format))];
  const printed = named.filter(({ path }) => path === "-").length + (options.json ? 1 : 0);
  if (printed > 1) {
    throw new DrydockError("misuse", "Only one report can go to the standard output.", "Give the others a file.");
  }
  if (options.open && !named.some(({ format, path }) => format === "html" && path !== "-")) {
    throw new DrydockError("misuse", "--open shows the format html, which is not written.", "Add html to --format.");
  }
  if (named.length > 0) return named;
  if (isTrue(env.GITHUB_ACTIONS)) return [...inFolder(CI_FOLDER, []), ...githubs(options, env)];
  return isTrue(env.GITLAB_CI) ? inFolder(CI_FOLDER, []) : [];
}

function inFolder(folder: string, formats: readonly Format[]): readonly ReportTarget[] {
  const chosen = formats.length === 0 ? FORMATS : formats;
  return chosen.map((format) => ({ format, path: join(folder, REPORTS[format].file) }));
}

function githubs({ json }: Chosen, env: CliWorld["env"]): readonly ReportTarget[] {
  const summary = env.GITHUB_STEP_SUMMARY;
  return [
    // The standard output is the JSON's alone.
    ...(json ? [] : [{ format: "github", path: "-" } as const]),
    ...(summary ? [{ format: "summary", path: summary, append: true } as const] : []),
  ];
}

function isTrue(value: string | undefined): boolean {
  return value === "true" || value === "1";
}
