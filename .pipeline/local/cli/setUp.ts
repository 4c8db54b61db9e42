import { type Command, Option } from "commander";
import { type CliOptions, type CliRequest, count, type InitWishes, list, path, WORDS } from "./options.ts";

/** The verbs that lead to a first verdict: they show what a run uses, and write what differs from the defaults. */
export function addSetUp(program: Command, act: (request: CliRequest) => Promise<void>): void {
  ofProject(
    program
      .command("config")
      .description("Show what each check uses: config, version, Python, targets, files; no tool is started"),
  )
    .option("--checks <names>", "the checks to show (default: as the settings say)", list)
    .option("--json", "print it as JSON", false)
    .action((paths: readonly string[], given: Partial<CliOptions>) =>
      act({ verb: "config", options: { ...NO_OPTIONS, ...given, source: [...(given.source ?? []), ...paths] } }),
    );
  ofProject(
    program
      .command("baseline")
      .description("Write all findings to baseline.json in the config folder: from then on only new ones fail a check"),
  )
    .option("-j, --jobs <n>", WORDS.jobs, count)
    .option("--checks <names>", "the checks whose findings are written (default: as the settings say)", list)
    .option("--shrink", "only take out the findings that are gone, and add none", false)
    .option("--no-cache", "run the tools even if nothing changed")
    .addOption(new Option("--color <when>", "colours").choices(["auto", "always", "never"]).default("auto"))
    .addHelpText("after", WORDS.exitCodes)
    .action((paths: readonly string[], { shrink = false, ...given }: Partial<CliOptions> & { shrink?: boolean }) => {
      const options = { ...NO_OPTIONS, ...given, source: [...(given.source ?? []), ...paths] };
      return act({ verb: "baseline", shrink, options });
    });
  program
    .command("init")
    .description("Look at the repository, write the few settings that it needs, and give the first verdict")
    .option("-c, --config <folder>", WORDS.config)
    .option("--config-files", "write config files for the tools that have none", false)
    .option("--gitlab", "write .gitlab-ci.yml, or print what to add to it", false)
    .option("--hook", "write git's pre-push hook, or print what to add for pre-commit", false)
    .option("--dry-run", "print what would be written, and run nothing", false)
    .option("-j, --jobs <n>", WORDS.jobs, count)
    .addOption(new Option("--color <when>", "colours").choices(["auto", "always", "never"]).default("auto"))
    .addHelpText("after", WORDS.exitCodes)
    .action(({ configFiles, gitlab, hook, ...given }: Partial<CliOptions> & InitWishes) =>
      act({ verb: "init", wishes: { configFiles, gitlab, hook }, options: { ...NO_OPTIONS, ...given } }),
    );
}

/** The verbs that look at the machine, and need no repository. */
export function addMachine(program: Command, act: (request: CliRequest) => Promise<void>): void {
  program
    .command("doctor")
    .description(
      "Look at what a run needs: settings, Python, uv, package index, cache, disk, engine, git; and say what to do",
    )
    .option("-c, --config <folder>", WORDS.config)
    .option("--python <version>", WORDS.python)
    .option("--json", "print it as JSON", false)
    .addOption(new Option("--color <when>", "colours").choices(["auto", "always", "never"]).default("auto"))
    .addHelpText("after", "\nExit codes: 0 fit, 2 not fit. A GitLab runner has its own: make runner-doctor.")
    .action((given) => act({ verb: "doctor", ...given }));
  program
    .command("versions")
    .description("Show the versions of Drydock, Node, Python, uv and each tool, as they are pinned; no tool is started")
    .option("-c, --config <folder>", WORDS.config)
    .option("--python <version>", WORDS.python)
    .option("--json", "print it as JSON", false)
    .action((given) => act({ verb: "versions", ...given }));
}

/** The options of a call that names none. */
export const NO_OPTIONS: CliOptions = {
  source: [],
  cache: true,
  explain: false,
  failFast: false,
  quiet: false,
  verbose: false,
  color: "auto",
  json: false,
  dryRun: false,
  allowEmpty: false,
  statistics: false,
  report: [],
  format: [],
  open: false,
  baseline: true,
};

/** Adds what says which project a verb is about. */
export function ofProject(command: Command): Command {
  return command
    .argument("[paths...]", WORDS.paths)
    .option("-s, --source <path>", WORDS.source, path)
    .option("-c, --config <folder>", WORDS.config)
    .option("--requirements <file>", WORDS.requirements)
    .option("--python <version>", WORDS.python);
}
