import { Argument, type Command, Help, type Option } from "commander";

/** The groups of verbs, in the order of the help. Whatever is not named here is a check. */
const CHECKS = "Checks:";
const VERBS: readonly (readonly [heading: string, verbs: readonly string[]])[] = [
  ["Fixes:", ["fix", "format", "ruff-fix"]],
  ["Reports and comparisons:", ["report", "baseline"]],
  ["Setting up:", ["init", "config", "doctor", "versions", "lock", "completion"]],
  ["The cache and the rest:", ["cache", "help"]],
];

/** The groups of options of verbs that have many, in the order of the help. */
const OPTIONS: readonly (readonly [heading: string, options: readonly string[]])[] = [
  ["What is checked:", ["source", "config", "requirements", "python", "checks", "allow-empty"]],
  ["What fails:", ["since", "compare", "no-baseline", "gate"]],
  ["How it runs:", ["jobs", "no-cache", "fail-fast", "dry-run", "diff"]],
  ["What is printed:", ["output", "max-findings", "statistics", "explain", "quiet", "verbose", "color", "json"]],
  ["Reports:", ["report", "output-dir", "format", "open", "page", "line-url"]],
];
const MANY = 8;

const EXAMPLES = `
Examples:
  drydock run-all                check the repository that you are in
  drydock fix --diff             show what can be fixed; without --diff: fix it
  drydock run-all --since main   only what is new since main fails

Exit codes: 0 clean, 1 findings, 2 broken or misuse, 130 interrupted.
"drydock VERB --help" has the options of a verb; "drydock doctor" looks at this machine.`;

/** Puts the verbs and their options into groups, and gives the program its help. */
export function addHelp(program: Command): void {
  const shown = program
    .createHelp()
    .visibleCommands(program)
    .filter((verb) => verb.name() !== "help");
  program
    .helpCommand(false)
    .command("help")
    .addArgument(new Argument("[verb]", "the verb to show (default: all, in short)").choices(shown.flatMap(namesOf)))
    .description("Show this, or the options of a verb")
    .action((name?: string) => (program.commands.find((verb) => namesOf(verb).includes(name ?? "")) ?? program).help());
  // The arguments and options of each are in its own help.
  program.configureHelp({ subcommandTerm: (verb) => namesOf(verb).join(", ") });
  program.addHelpText("after", EXAMPLES);
  for (const verb of program.commands) {
    verb.helpGroup(VERBS[groupOf(verb)]?.[0] ?? CHECKS);
    verb.configureHelp({ optionDescription: (option) => described(option) });
    groupOptions(verb);
  }
  // Commander shows verbs and options as they are in their lists; the sort keeps the checks in the catalog's order.
  const place = (verb: Command) => groupOf(verb) * 100 + (VERBS[groupOf(verb)]?.[1].indexOf(verb.name()) ?? 0);
  (program.commands as Command[]).sort((a, b) => place(a) - place(b));
}

function namesOf(verb: Command): readonly string[] {
  return [verb.name(), ...verb.aliases()];
}

/** -1 for a check. */
function groupOf(verb: Command): number {
  return VERBS.findIndex(([, names]) => names.includes(verb.name()));
}

/** That a switch is off unless it is given goes without saying. */
function described(option: Option): string {
  return new Help().optionDescription(option).replace(/ \(default: false\)$/, "");
}

function groupOptions(verb: Command): void {
  if (verb.options.length < MANY) return;
  const place = ({ long }: Option) => OPTIONS.findIndex(([, names]) => names.includes(long?.slice(2) ?? ""));
  for (const option of verb.options) option.helpGroup(OPTIONS[place(option)]?.[0] ?? "Options:");
  (verb.options as Option[]).sort((a, b) => place(a) - place(b));
}
