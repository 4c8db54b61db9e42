import { Argument, Command, Option } from "commander";
import { CHECK_NAMES, CHECKS, type CheckName, LOCKED_TOOLS } from "../../src/checks/catalog.ts";
import type { Gate } from "../../src/model.ts";
import { REPORTS } from "../../src/report/reports.ts";
import { DEFAULT_DAYS, DEFAULT_MEGABYTES } from "../cache/prune.ts";
import { COMPLETE, COMPLETION_SCRIPTS, completions, type OptionValues } from "../completion.ts";
import { addHelp } from "./help.ts";
import {
  type CliContext,
  type CliOptions,
  type CliRequest,
  count,
  FORMATS,
  formatOption,
  list,
  path,
  reportOption,
  WORDS,
} from "./options.ts";
import { addMachine, addSetUp, NO_OPTIONS, ofProject } from "./setUp.ts";
import { useOwnWords } from "./wording.ts";

const CACHE_ACTIONS = ["path", "prune", "clear"] as const;
const GATES = ["info", "warning", "error", "never"] as const satisfies readonly Gate[];

/** Completion values of the options that are lists or have two parts. */
const VALUES: Readonly<Record<string, OptionValues>> = {
  "--checks": { values: CHECK_NAMES, list: true },
  "--gate": { values: CHECK_NAMES, after: GATES },
  "--format": { values: FORMATS, list: true },
  "--report": { values: FORMATS, after: "file" },
};

/** The CLI, defined with commander; each valid call is passed to `act` as data. */
export function cliProgram(
  version: string,
  { stdout, stderr }: Pick<CliContext, "stdout" | "stderr">,
  act: (request: CliRequest) => Promise<void>,
): Command {
  const program = new Command("drydock")
    .exitOverride()
    .configureOutput({ writeOut: stdout.write, writeErr: stderr.write })
    .description("One quality pipeline for Python: pinned tools, cached results, the same verdict as in CI.")
    .version(version)
    .showHelpAfterError("(run drydock --help or drydock VERB --help for usage)");
  for (const verb of CLI_VERBS) addVerb(program, verb, act);
  addSetUp(program, act);
  addMachine(program, act);
  const { results, environments, copies } = DEFAULT_MEGABYTES;
  const sizes = `results ${results}, environments ${environments}, working copies ${copies}`;
  program
    .command("cache")
    .description("Show the cache's location and size, print only its path, remove old entries, or remove all of it")
    .addArgument(new Argument("[action]", "what to do (default: show)").choices(CACHE_ACTIONS))
    .option("--days <n>", "prune: keep entries used within this many days", count, DEFAULT_DAYS)
    .option("--megabytes <n>", `prune: keep at most this much of each kind (default: ${sizes})`, count)
    .action((action = "show", limits) => act({ verb: "cache", action, limits }));
  program
    .command("lock")
    .description(
      "Lock tools together with packages of your own, such as plugins: <config>/requirements/<tool>.in and .txt",
    )
    .addArgument(new Argument("[tools...]", "the tools (default: all that have a .in there)").choices(LOCKED_TOOLS))
    .option("--with <package...>", "packages to add to the one tool, such as django-stubs or 'mypy==1.18.2'")
    .option("--upgrade", "take the newest versions that fit, not those that are locked", false)
    .option("-c, --config <folder>", "the folder of the tools' config (default: .config, created if missing)")
    .option("--python <version>", "the oldest Python to lock for (default: as the settings say)")
    .action((tools, { with: packages = [], ...options }) => act({ verb: "lock", tools, with: packages, ...options }));
  program
    .command("completion")
    .description("Print the shell's completion script")
    .addArgument(new Argument("<shell>", "the shell").choices(Object.keys(COMPLETION_SCRIPTS)))
    .action((shell: keyof typeof COMPLETION_SCRIPTS) => stdout.write(COMPLETION_SCRIPTS[shell]));
  program
    .command(COMPLETE, { hidden: true })
    .argument("[words...]")
    .action((words) =>
      stdout.write(
        completions(program, words, VALUES)
          .map((line) => `${line}\n`)
          .join(""),
      ),
    );
  for (const command of program.commands) refuseRepeats(command);
  addHelp(program);
  useOwnWords(program);
  return program;
}

function addVerb(program: Command, verb: Verb, act: (request: CliRequest) => Promise<void>): void {
  const command = ofProject(program.command(verb.name).description(verb.summary))
    .option("-j, --jobs <n>", WORDS.jobs, count)
    .option("--no-cache", "run the tools even if nothing changed")
    .option("--explain", "show which changed input makes a check run again", false);
  if (verb.kind !== "watch") command.option("-q, --quiet", "print nothing if everything is clean", false);
  command
    .option("-v, --verbose", "print more details", false)
    .addOption(new Option("--color <when>", "colours").choices(["auto", "always", "never"]).default("auto"));
  command
    .addOption(
      new Option("--output <how>", "each finding in full or in a line (default: full up to 20)").choices([
        "full",
        "concise",
      ]),
    )
    .option("--max-findings <n>", "findings to show at most (default: 50)", count)
    .option("--statistics", "count the findings of each rule", false);
  if (verb.kind !== "watch") {
    command
      .option("--json", "print the whole run as JSON", false)
      .option("--dry-run", "print what would run, and run nothing", false);
  }
  command
    .option("--allow-empty", "exit with 0 if there are no files to check", false)
    .option("--report <format=path>", "write a report; - is standard output; may be repeated", reportOption)
    .option("--line-url <template>", "URL that reports link lines to, with {path} and {line} (default: from the CI)")
    .addHelpText("after", WORDS.exitCodes);
  if (verb.alias !== undefined) command.alias(verb.alias);
  if (verb.kind === "fix") command.option("--diff", "print the patch and write nothing; exit with 1 if there is one");
  else addCheckOptions(command, verb);
  if (verb.kind === "watch")
    command.option("--page", "serve the HTML report of the last verdict in the browser", false);
  command.action((paths: readonly string[], { page = false, ...given }: Partial<CliOptions> & { page?: boolean }) => {
    const source = [...(given.source ?? []), ...paths];
    const options = { ...NO_OPTIONS, ...given, source };
    if (verb.kind === "watch") return act({ verb: "watch", page, options });
    if (verb.kind === "check") return act({ verb: "check", checks: verb.checks, options });
    return act({ verb: "fix", checks: verb.checks === "all" ? [] : verb.checks, options });
  });
}

function addCheckOptions(command: Command, verb: Verb): void {
  command
    .option("--since <revision>", "only what is new since then fails; auto: since the merge request's base")
    .option("--compare <report.json>", "only what is new since that report fails")
    .option("--no-baseline", "let the findings in baseline.json fail, too")
    .option("--fail-fast", "stop the other checks once one has failed", false)
    .option("--gate <check=severity>", "what fails a check: info, warning, error or never; may be repeated", list);
  if (verb.checks === "all") command.option("--checks <names>", "the checks to run (default: from the settings)", list);
  if (verb.reports !== true) return;
  command
    .option("-o, --output-dir <folder>", "folder for the reports", ".reports")
    .option("--format <names>", `the formats to write: ${FORMATS.join(", ")} (default: all)`, formatOption)
    .option("--open", "open the HTML report in the browser", false)
    .addHelpText("after", `\nFormats:\n${formatLines()}`);
}

/** Commander silently keeps only the last of repeated values, so repeating is an error except for options that collect values. */
function refuseRepeats(command: Command): void {
  for (const option of command.options) {
    const repeatable = [list, path, reportOption, formatOption].some((read) => read === option.parseArg);
    if (!option.required || option.variadic || repeatable) continue;
    const given: string[] = [];
    command.on(`option:${option.name()}`, (value: string) => {
      if (given.push(value) === 1) return;
      command.error(`error: The option ${option.long} was given more than once: ${given.join(" and ")}.`);
    });
  }
}

function formatLines(): string {
  return Object.entries(REPORTS)
    .map(([name, { file, summary }]) => `  ${name.padEnd(12)} ${file.padEnd(18)} ${summary}\n`)
    .join("");
}

/** A verb of the CLI. `check` gives a verdict, `watch` one after each change; `fix` writes to the working tree. */
export interface Verb {
  readonly name: string;
  readonly alias?: string;
  readonly kind: "check" | "watch" | "fix";
  /** Whether it writes all reports by default. */
  readonly reports?: true;
  readonly checks: readonly CheckName[] | "all";
  readonly summary: string;
}

/** The verb for the check `format` is `format-check`: `format` has always been the verb that writes. */
const CHECK_VERBS: readonly Verb[] = CHECKS.map(({ name, summary }) => ({
  name: name === "format" ? "format-check" : name,
  ...(name === "typecheck" ? { alias: "mypy" } : {}),
  kind: "check",
  checks: [name],
  summary,
}));

export const CLI_VERBS: readonly Verb[] = [
  {
    name: "run-all",
    kind: "check",
    checks: "all",
    summary: "Run all checks of the settings in parallel, and show all results",
  },
  {
    name: "report",
    kind: "check",
    checks: "all",
    reports: true,
    summary: "Run all checks of the settings, and write reports in all formats",
  },
  {
    name: "watch",
    kind: "watch",
    checks: "all",
    summary: "Run all checks of the settings after each change, and show what it did",
  },
  ...CHECK_VERBS,
  {
    name: "format",
    kind: "fix",
    checks: ["format"],
    summary: "Rewrite the source with Black (or Ruff, if the settings say so)",
  },
  { name: "ruff-fix", kind: "fix", checks: ["ruff"], summary: "Rewrite the source with Ruff's safe fixes" },
  { name: "fix", kind: "fix", checks: ["ruff", "format"], summary: "Apply Ruff's safe fixes, then the formatter" },
];
