import { expect, test } from "vitest";
import { printError } from "../../../local/cli/printError.ts";
import { CLI_VERBS } from "../../../local/cli/program.ts";
import { CHECK_NAMES } from "../../../src/checks/catalog.ts";
import { cliCall, keptWorld } from "../../support/cliCall.ts";

const DEFAULTS = {
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
  baseline: true,
  statistics: false,
  report: [],
  format: [],
  open: false,
};

test.each([
  ["run-all", "check", "all"],
  ["lint", "check", ["lint"]],
  ["format-check", "check", ["format"]],
  ["typecheck", "check", ["typecheck"]],
  ["mypy", "check", ["typecheck"]],
  ["ruff", "check", ["ruff"]],
  ["test", "check", ["test"]],
  ["format", "fix", ["format"]],
  ["ruff-fix", "fix", ["ruff"]],
  ["fix", "fix", ["ruff", "format"]],
])("drydock %s asks for a %s of %j, with every option's default", async (verb, kind, checks) => {
  const { requests, error, err } = await cliCall(verb);
  expect({ error, err }).toEqual({ error: undefined, err: "" });
  expect(requests).toEqual([{ verb: kind, checks, options: DEFAULTS }]);
});

test("drydock report writes every format below .reports", async () => {
  const { requests } = await cliCall("report");
  expect(requests).toEqual([{ verb: "check", checks: "all", options: { ...DEFAULTS, outputDir: ".reports" } }]);
});

test("--format takes several names, at once or one after another", async () => {
  const { requests } = await cliCall("report", "--format", "html,junit", "--format", "html,json", "-o", "out");
  expect(requests[0]).toMatchObject({ options: { format: ["html", "junit", "json"], outputDir: "out" } });
});

test("every check of the catalog has a verb that checks it alone", () => {
  const alone = CLI_VERBS.filter(({ kind, checks }) => kind === "check" && checks !== "all").flatMap(
    ({ checks }) => checks,
  );
  expect(alone).toEqual(CHECK_NAMES);
});

test.each<[string[], object]>([
  [["--source", "lib"], { source: ["lib"] }],
  [["-s", "-lib"], { source: ["-lib"] }],
  [["--source=a b"], { source: ["a b"] }],
  [["lib", "tests/a.py"], { source: ["lib", "tests/a.py"] }],
  [["one", "--source", "two", "--json", "three", "-sfour"], { source: ["two", "four", "one", "three"], json: true }],
  [["--json", "--", "-odd", "--help"], { source: ["-odd", "--help"], json: true }],
  [["--config", "cfg"], { config: "cfg" }],
  [["-c", "cfg"], { config: "cfg" }],
  [["--requirements", "r.txt"], { requirements: "r.txt" }],
  [["--python", "3.12"], { python: "3.12" }],
  [["--jobs", "3"], { jobs: 3 }],
  [["-j3"], { jobs: 3 }],
  [["--no-cache"], { cache: false }],
  [["--explain"], { explain: true }],
  [["--fail-fast"], { failFast: true }],
  [["--quiet"], { quiet: true }],
  [["-q"], { quiet: true }],
  [["-v"], { verbose: true }],
  [["--color", "always"], { color: "always" }],
  [["--color=never"], { color: "never" }],
  [["--json"], { json: true }],
  [["--dry-run"], { dryRun: true }],
  [["--allow-empty"], { allowEmpty: true }],
  [["--output", "full", "--max-findings=7", "--statistics"], { output: "full", maxFindings: 7, statistics: true }],
  [["--json", "--json", "-v", "--verbose"], { json: true, verbose: true }],
  [["--checks", "lint", "--checks", "ruff"], { checks: ["lint", "ruff"] }],
  [["--checks", "lint,ruff"], { checks: ["lint", "ruff"] }],
  [["--gate", "lint=error", "--gate", "ruff=never"], { gate: ["lint=error", "ruff=never"] }],
  [["--line-url", "https://x/{path}"], { lineUrl: "https://x/{path}" }],
  [
    ["--report", "junit=a=b.xml", "--report", "json=-"],
    {
      report: [
        { format: "junit", path: "a=b.xml" },
        { format: "json", path: "-" },
      ],
    },
  ],
])("%j is read as %j", async (words, read) => {
  const { requests } = await cliCall("run-all", ...words);
  expect(requests).toEqual([{ verb: "check", checks: "all", options: { ...DEFAULTS, ...read } }]);
});

test.each([
  [["cache"], { action: "show", limits: { days: 30 } }],
  [["cache", "path"], { action: "path", limits: { days: 30 } }],
  [["cache", "prune", "--days", "7", "--megabytes", "100"], { action: "prune", limits: { days: 7, megabytes: 100 } }],
  [["cache", "clear"], { action: "clear", limits: { days: 30 } }],
])("drydock %j is read as %j", async (words, read) => {
  expect((await cliCall(...words)).requests).toEqual([{ verb: "cache", ...read }]);
});

test.each([
  [["lock"], { tools: [], with: [] }],
  [["lock", "mypy", "--with", "a", "b>=1,<2", "--with", "c"], { tools: ["mypy"], with: ["a", "b>=1,<2", "c"] }],
  [["lock", "mypy", "ruff", "--upgrade"], { tools: ["mypy", "ruff"], with: [], upgrade: true }],
  [["lock", "--python", "3.12", "-c", "conf"], { tools: [], with: [], python: "3.12", config: "conf" }],
])("drydock %j is read, and no package is taken for a tool", async (words, read) => {
  expect((await cliCall(...words)).requests).toEqual([{ verb: "lock", upgrade: false, ...read }]);
});

test.each(["bash", "zsh", "fish"])("drydock completion %s prints that shell's script", async (shell) => {
  const { requests, out } = await cliCall("completion", shell);
  expect(requests).toEqual([]);
  expect(out).toContain(`drydock for ${shell}`);
});

test.each<[string[], string[]]>([
  [["run-all", "--checks", "ph"], ["phplint"]],
  [["run-all", "--gate", "typecheck="], ["info", "warning", "error", "never"].map((gate) => `typecheck=${gate}`)],
  [["lint", "--report", "junit=", "--report", "sa"], ["sarif="]],
  [["report", "--format", "html,ba"], ["html,badge"]],
  [["lint", "--color", "al"], ["always"]],
])("%j is completed to %j", async (words, candidates) => {
  const { out, err } = await cliCall("__complete", "--", ...words);
  expect({ out, err }).toEqual({ out: candidates.map((one) => `${one}\n`).join(""), err: "" });
});

test("the way to ask for completions is not in the help", async () => {
  expect((await cliCall("--help")).out).not.toContain("__complete");
});

test.each<[string[], string]>([
  [[], "Usage: drydock"],
  [["lnit"], "unknown command 'lnit'"],
  [["lint", "--sorce", "x"], "unknown option '--sorce'"],
  [["lint", "--source"], "argument missing"],
  [["lint", "--python", "a", "--python", "b"], "error: --python was given more than once: a and b."],
  [["run-all", "-c", "a", "--json", "--config=b"], "--config was given more than once: a and b."],
  [["fix", "-c", "a", "-ca"], "--config was given more than once: a and a."],
  [["report", "-o", "a", "-o", "b"], "--output-dir was given more than once"],
  [["lint", "-j1", "--jobs", "2"], "--jobs was given more than once: 1 and 2."],
  [["cache", "prune", "--days", "1", "--days", "2"], "--days was given more than once: 1 and 2."],
  [["lint", "--jobs", "0"], "must be a whole number, at least 1"],
  [["lint", "--jobs", "two"], "must be a whole number, at least 1"],
  [["lint", "--jobs", "1.5"], "must be a whole number, at least 1"],
  [["lint", "--jobs", "9999999999"], "must be a whole number, at least 1"],
  [["lint", "--color", "blue"], "Allowed choices are auto, always, never"],
  [["fix", "--fail-fast"], "unknown option '--fail-fast'"],
  [["lint", "--report", "junit"], "It must be FORMAT=PATH"],
  [["lint", "--report", "junit="], "It must be FORMAT=PATH"],
  [["fix", "--report", "pdf=x"], 'Unknown format "pdf". The formats are text, json'],
  [["report", "--format", "html,toString"], 'Unknown format "toString"'],
  [["lint", "--open"], "unknown option '--open'"],
  [["lint", "--checks", "ruff"], "unknown option '--checks'"],
  [["cache", "burn"], "Allowed choices are path, prune, clear"],
  [["cache", "prune", "--days", "-1"], "must be a whole number, at least 1"],
  [["completion"], "missing required argument 'shell'"],
  [["completion", "tcsh"], "Allowed choices are bash, zsh, fish"],
])("%j is misuse: nothing is done, what is wrong is said, exit code 2", async (words, sentence) => {
  const { requests, error, err, out } = await cliCall(...words);
  expect(requests).toEqual([]);
  expect(err).toContain(sentence);
  expect(out).toBe("");
  const world = keptWorld();
  expect(printError(error, world)).toBe(2);
  // It has been said; it is not said again.
  expect(world.stderr.written()).toBe("");
});

test("a misspelt verb gets a suggestion", async () => {
  expect((await cliCall("formt")).err).toContain("Did you mean format?");
});

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

test("drydock typecheck --help", async () => {
  expect((await cliCall("typecheck", "--help")).out).toMatchInlineSnapshot(`
    "Usage: drydock typecheck|mypy [options] [paths...]

    Check the types with mypy, with the application's own dependencies

    Arguments:
      paths                    files and folders to check (default: as the settings
                               say, else src, else what is found)

    Options:
      -s, --source <path>      a file or folder to check; may be repeated
      -c, --config <folder>    the tools' config files and drydock.json (default:
                               .config)
      --requirements <file>    the application's own dependencies (default: as the
                               settings say)
      --python <version>       the Python to check for, such as 3.13 (default: as
                               the settings say)
      -j, --jobs <n>           cores to use (default: all)
      --no-cache               run the tools even if nothing changed
      --explain                show which changed input makes a check run again
                               (default: false)
      -q, --quiet              print nothing if everything is clean (default: false)
      -v, --verbose            print more details (default: false)
      --color <when>           colours (choices: "auto", "always", "never", default:
                               "auto")
      --output <how>           each finding in full or in a line (default: full up
                               to 20) (choices: "full", "concise")
      --max-findings <n>       findings to show at most (default: 50)
      --statistics             count the findings of each rule (default: false)
      --json                   print the whole run as JSON (default: false)
      --dry-run                print what would run, and run nothing (default:
                               false)
      --allow-empty            exit with 0 if there are no files to check (default:
                               false)
      --report <format=path>   write a report; - is standard output; may be repeated
      --line-url <template>    URL that reports link lines to, with {path} and
                               {line} (default: from the CI)
      --since <revision>       only what is new since then fails; auto: since the
                               merge request's base
      --compare <report.json>  only what is new since that report fails
      --no-baseline            let the findings in baseline.json fail, too
      --fail-fast              stop the other checks once one has failed (default:
                               false)
      --gate <check=severity>  what fails a check: info, warning, error or never;
                               may be repeated
      -h, --help               display help for command

    Exit codes: 0 clean, 1 findings, 2 broken or misuse, 130 interrupted.
    "
  `);
});
