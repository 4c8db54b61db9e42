import { expect, test } from "vitest";
import { printError } from "../../../local/cli/printError.ts";
import { CLI_VERBS } from "../../../local/cli/program.ts";
import { cliCall, keptWorld } from "../../support/cliCall.ts";

test.each([["--help"], ["-h"], ["help"]])(
  "drydock %s lists every verb on standard output, exit code 0",
  async (word) => {
    const { error, out, err } = await cliCall(word);
    for (const { name, summary } of CLI_VERBS) {
      expect(out).toMatch(new RegExp(`^  ${name}\\b`, "m"));
      expect(out.replace(/\s+/g, " ")).toContain(summary);
    }
    expect(out).toContain("Exit codes: 0 clean, 1 findings, 2 broken or misuse, 130 interrupted.");
    expect(err).toBe("");
    expect(printError(error, keptWorld())).toBe(0);
  },
);

test("drydock --version prints it, exit code 0", async () => {
  const { error, out } = await cliCall("--version");
  expect(out).toBe("1.2.3\n");
  expect(printError(error, keptWorld())).toBe(0);
});

test("drydock --help has the verbs in groups, and three examples", async () => {
  expect((await cliCall("--help")).out).toMatchInlineSnapshot(`
    "Usage: drydock [options] [command]

    One quality pipeline for Python: pinned tools, cached results, the same verdict
    as in CI.

    Options:
      -V, --version    output the version number
      -h, --help       display help for command

    Checks:
      run-all          Run all checks of the settings in parallel, and show all
                       results
      watch            Run all checks of the settings after each change, and show
                       what it did
      lint             Lint with Pylint: fails on errors, or when the score is below
                       fail-under
      format-check     Check the formatting with Black (or Ruff, when the settings
                       say so)
      typecheck, mypy  Check the types with mypy, with the application's own
                       dependencies
      ruff             Lint with Ruff, and note where the two formatters disagree
      test             Run the tests with pytest, with the application's own
                       dependencies
      phplint          Check the syntax of PHP files with php -l
      hadolint         Lint Dockerfiles, and the shell in them, with hadolint

    Fixes:
      fix              Apply Ruff's safe fixes, then the formatter
      format           Rewrite the source with Black (or Ruff, if the settings say
                       so)
      ruff-fix         Rewrite the source with Ruff's safe fixes

    Reports and comparisons:
      report           Run all checks of the settings, and write reports in all
                       formats
      baseline         Write all findings to baseline.json in the config folder:
                       from then on only new ones fail a check

    Setting up:
      init             Look at the repository, write the few settings that it needs,
                       and give the first verdict
      config           Show what each check uses: config, version, Python, targets,
                       files; no tool is started
      doctor           Look at what a run needs: settings, Python, uv, package
                       index, cache, disk, engine, git; and say what to do
      versions         Show the versions of Drydock, Node, Python, uv and each tool,
                       as they are pinned; no tool is started
      lock             Lock tools together with packages of your own, such as
                       plugins: <config>/requirements/<tool>.in and .txt
      completion       Print the shell's completion script

    The cache and the rest:
      cache            Show the cache's location and size, print only its path,
                       remove old entries, or remove all of it
      help             Show this, or the options of a verb

    Examples:
      drydock run-all                check the repository that you are in
      drydock fix --diff             show what can be fixed; without --diff: fix it
      drydock run-all --since main   only what is new since main fails

    Exit codes: 0 clean, 1 findings, 2 broken or misuse, 130 interrupted.
    "drydock VERB --help" has the options of a verb; "drydock doctor" looks at this machine.
    "
  `);
});

test("every option of a verb that has many is in a group", async () => {
  for (const { name } of CLI_VERBS) {
    const [, loose = ""] = (await cliCall(name, "--help")).out.split("\nOptions:\n");
    expect([name, loose.match(/--[\w-]+/g)]).toEqual([name, ["--help"]]);
  }
});

test("drydock help fix shows what drydock fix --help does", async () => {
  const [help, own] = [await cliCall("help", "fix"), await cliCall("fix", "--help")];
  expect(help.out).toBe(own.out);
  expect(help.out).toContain("--diff");
  expect((await cliCall("__complete", "--", "help", "ruff-")).out).toBe("ruff-fix\n");
});

test("drydock typecheck --help", async () => {
  expect((await cliCall("typecheck", "--help")).out).toMatchInlineSnapshot(`
    "Usage: drydock typecheck|mypy [options] [paths...]

    Check the types with mypy, with the application's own dependencies

    Arguments:
      paths                    files and folders to check (default: as the settings
                               say, else src, else what is found)

    What is checked:
      -s, --source <path>      a file or folder to check; may be repeated
      -c, --config <folder>    the tools' config files and drydock.json (default:
                               .config)
      --requirements <file>    the application's own dependencies (default: as the
                               settings say)
      --python <version>       the Python to check for, such as 3.13 (default: as
                               the settings say)
      --allow-empty            exit with 0 if there are no files to check

    What fails:
      --since <revision>       only what is new since then fails; auto: since the
                               merge request's base
      --compare <report.json>  only what is new since that report fails
      --no-baseline            let the findings in baseline.json fail, too
      --gate <check=severity>  what fails a check: info, warning, error or never;
                               may be repeated

    How it runs:
      -j, --jobs <n>           cores to use (default: all)
      --no-cache               run the tools even if nothing changed
      --dry-run                print what would run, and run nothing
      --fail-fast              stop the other checks once one has failed

    What is printed:
      --explain                show which changed input makes a check run again
      -q, --quiet              print nothing if everything is clean
      -v, --verbose            print more details
      --color <when>           colours (choices: "auto", "always", "never", default:
                               "auto")
      --output <how>           each finding in full or in a line (default: full up
                               to 20) (choices: "full", "concise")
      --max-findings <n>       findings to show at most (default: 50)
      --statistics             count the findings of each rule
      --json                   print the whole run as JSON

    Reports:
      --report <format=path>   write a report; - is standard output; may be repeated
      --line-url <template>    URL that reports link lines to, with {path} and
                               {line} (default: from the CI)

    Options:
      -h, --help               display help for command

    Exit codes: 0 clean, 1 findings, 2 broken or misuse, 130 interrupted.
    "
  `);
});
