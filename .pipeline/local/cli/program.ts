import { Argument, Command, InvalidArgumentError, Option } from "commander";
import { CHECK_NAMES, CHECKS, type CheckName, LOCKED_TOOLS } from "../../src/checks/catalog.ts";
import type { Gate } from "../../src/model.ts";
import { REPORTS } from "../../src/report/reports.ts";
import { DEFAULT_DAYS, DEFAULT_MEGABYTES } from "../cache/prune.ts";
import { COMPLETE, COMPLETION_SCRIPTS, completions, type OptionValues } from "../completion.ts";
import { type CliContext, type CliOptions, type CliRequest, FORMATS, formatOption, reportOption } from "./options.ts";

const EXIT_CODES = "\nExit codes: 0 clean, 1 findings, 2 broken or misuse, 130 interrupted.";
const CACHE_ACTIONS = ["path", "prune", "clear"] as const;
const GATES = ["info", "warning", "error", "never"] as const satisfies readonly Gate[];

/** The values of the options that take more than one of a few words. */
const VALUES: Readonly<Record<string, OptionValues>> = {
  "--checks": { values: CHECK_NAMES, list: true },
  "--gate": { values: CHECK_NAMES, after: GATES },
  "--format": { values: FORMATS, list: true },
  "--report": { values: FORMATS, after: "file" },
};

/** The CLI as commander knows it; each complete call is handed to `act` as data. */
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
    .addHelpText("after", EXIT_CODES)
    .showHelpAfterError("(drydock --help, or drydock VERB --help, lists what there is)");
  for (const verb of CLI_VERBS) addVerb(program, verb, act);
  const { results, environments, copies } = DEFAULT_MEGABYTES;
  const sizes = `results ${results}, environments ${environments}, working copies ${copies}`;
  program
    .command("cache")
    .description("Show where the cache is and how large, print its path alone, remove what is old, or remove it all")
    .addArgument(new Argument("[action]", "what to do (default: show)").choices(CACHE_ACTIONS))
    .option("--days <n>", "prune: keep what was used within this many days", count, DEFAULT_DAYS)
    .option("--megabytes <n>", `prune: keep at most this much of each kind (default: ${sizes})`, count)
    .action((action = "show", limits) => act({ verb: "cache", action, limits }));
  program
    .command("lock")
    .description(
      "Lock tools with packages of your own beside them, such as plugins: <config>/requirements/<tool>.in and .txt",
    )
    .addArgument(new Argument("[tools...]", "the tools (default: all that have a .in there)").choices(LOCKED_TOOLS))
    .option("--with <package...>", "packages to add to the one tool, such as django-stubs or 'mypy==1.18.2'")
    .option("--upgrade", "take the newest versions that fit, not those that are locked", false)
    .option("-c, --config <folder>", "the folder of the tools' config (default: .config, made when missing)")
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
  return program;
}

function addVerb(program: Command, verb: Verb, act: (request: CliRequest) => Promise<void>): void {
  const command = program
    .command(verb.name)
    .description(verb.summary)
    .argument("[paths...]", "files and folders to check (default: as the settings say, else src, else what is found)")
    .option("-s, --source <path>", "a file or folder to check; may be repeated", path)
    .option("-c, --config <folder>", "the tools' config files and drydock.json (default: .config)")
    .option("--requirements <file>", "the application's own dependencies (default: as the settings say)")
    .option("--python <version>", "the Python to check for, such as 3.13 (default: as the settings say)")
    .option("-j, --jobs <n>", "cores to use (default: all)", count)
    .option("--no-cache", "run the tools even when nothing changed")
    .option("--explain", "say which input made a check run again", false)
    .option("-q, --quiet", "say nothing when all is clean", false)
    .option("-v, --verbose", "say more", false)
    .addOption(new Option("--color <when>", "colours").choices(["auto", "always", "never"]).default("auto"))
    .option("--json", "print the whole run as JSON", false)
    .option("--dry-run", "print what would be run, and run nothing", false)
    .option("--allow-empty", "exit with 0 when there is no file to check", false)
    .option("--report <format=path>", "write a report, - for standard output; may be repeated", reportOption)
    .option("--line-url <template>", "where reports link lines to, with {path} and {line} (default: by the CI)")
    .addHelpText("after", EXIT_CODES);
  if (verb.alias !== undefined) command.alias(verb.alias);
  if (verb.kind === "check") addCheckOptions(command, verb);
  command.action((paths: readonly string[], given: Partial<CliOptions>) => {
    const source = [...(given.source ?? []), ...paths];
    const options = { failFast: false, report: [], format: [], open: false, ...given, source } as CliOptions;
    if (verb.kind === "check") return act({ verb: "check", checks: verb.checks, options });
    return act({ verb: "fix", checks: verb.checks === "all" ? [] : verb.checks, options });
  });
}

function addCheckOptions(command: Command, verb: Verb): void {
  command
    .option("--fail-fast", "stop the others once a check has failed", false)
    .option("--gate <check=severity>", "what fails a check: info, warning, error or never; may be repeated", list);
  if (verb.checks === "all")
    command.option("--checks <names>", "the checks to run (default: as the settings say)", list);
  if (verb.reports !== true) return;
  command
    .option("-o, --output-dir <folder>", "where the reports go", ".reports")
    .option("--format <names>", `the formats to write: ${FORMATS.join(", ")} (default: all)`, formatOption)
    .option("--open", "open the HTML report in the browser", false)
    .addHelpText("after", `\nFormats:\n${formatLines()}`);
}

/** Commander takes the last of several values and drops the others silently. Only an option that may be repeated reads those before. */
function refuseRepeats(command: Command): void {
  for (const option of command.options) {
    const repeatable = [list, path, reportOption, formatOption].some((read) => read === option.parseArg);
    if (!option.required || option.variadic || repeatable) continue;
    const given: string[] = [];
    command.on(`option:${option.name()}`, (value: string) => {
      if (given.push(value) === 1) return;
      command.error(`error: ${option.long} was given more than once: ${given.join(" and ")}. Name one.`);
    });
  }
}

function formatLines(): string {
  return Object.entries(REPORTS)
    .map(([name, { file, summary }]) => `  ${name.padEnd(12)} ${file.padEnd(18)} ${summary}\n`)
    .join("");
}

function path(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

function list(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(",")];
}

function count(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("It must be a whole number of at least 1.");
  return Number(text);
}

/** A verb of the CLI. `check` gives a verdict; `fix` writes to the working tree. */
export interface Verb {
  readonly name: string;
  readonly alias?: string;
  readonly kind: "check" | "fix";
  /** Writes every report, where others do so when told to. */
  readonly reports?: true;
  readonly checks: readonly CheckName[] | "all";
  readonly summary: string;
}

/** The check named `format` is the verb `format-check`: `format` has always been the one that writes. */
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
    summary: "Run every check of the settings at once, and keep all results",
  },
  {
    name: "report",
    kind: "check",
    checks: "all",
    reports: true,
    summary: "Run every check of the settings, and write the reports of all formats",
  },
  ...CHECK_VERBS,
  {
    name: "format",
    kind: "fix",
    checks: ["format"],
    summary: "Rewrite the source with Black (or Ruff, when the settings say so)",
  },
  { name: "ruff-fix", kind: "fix", checks: ["ruff"], summary: "Rewrite the source with Ruff's safe fixes" },
  { name: "fix", kind: "fix", checks: ["ruff", "format"], summary: "Both: Ruff's safe fixes, then the formatter" },
];
