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

test.each([
  [["doctor"], { verb: "doctor", color: "auto", json: false }],
  [
    ["doctor", "--json", "-c", "conf", "--python", "3.12"],
    { verb: "doctor", color: "auto", json: true, config: "conf", python: "3.12" },
  ],
  [["versions", "--json"], { verb: "versions", json: true }],
  [["fix", "--diff"], { verb: "fix", checks: ["ruff", "format"], options: { ...DEFAULTS, diff: true } }],
])("drydock %j is read as that verb", async (words, request) => {
  expect((await cliCall(...words)).requests).toEqual([request]);
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
  [["lnit"], 'Unknown verb "lnit": did you mean "lint"?'],
  [["lint", "--sorce", "x"], 'Unknown option "--sorce": did you mean "--source"?'],
  [["lint", "--source"], "The option --source needs a value."],
  [["lint", "--python", "a", "--python", "b"], "The option --python was given more than once: a and b."],
  [["run-all", "-c", "a", "--json", "--config=b"], "--config was given more than once: a and b."],
  [["fix", "-c", "a", "-ca"], "--config was given more than once: a and a."],
  [["report", "-o", "a", "-o", "b"], "--output-dir was given more than once"],
  [["lint", "-j1", "--jobs", "2"], "--jobs was given more than once: 1 and 2."],
  [["cache", "prune", "--days", "1", "--days", "2"], "--days was given more than once: 1 and 2."],
  [["lint", "--jobs", "0"], "must be a whole number, at least 1"],
  [["lint", "--jobs", "two"], "must be a whole number, at least 1"],
  [["lint", "--jobs", "1.5"], "must be a whole number, at least 1"],
  [["lint", "--jobs", "9999999999"], "must be a whole number, at least 1"],
  [["lint", "--color", "blue"], 'Unknown value "blue" of --color. It is one of auto, always, never.'],
  [["fix", "--fail-fast"], 'Unknown option "--fail-fast".'],
  [["lint", "--report", "junit"], "of --report must be FORMAT=PATH"],
  [["lint", "--report", "junit="], "of --report must be FORMAT=PATH"],
  [["fix", "--report", "pdf=x"], 'Unknown format "pdf". The formats are text, json'],
  [["report", "--format", "html,toString"], 'Unknown format "toString"'],
  [["lint", "--open"], 'Unknown option "--open".'],
  [["lint", "--checks", "ruff"], 'Unknown option "--checks"'],
  [["cache", "burn"], 'Unknown action "burn". The actions are path, prune, clear.'],
  [["cache", "prune", "--days", "-1"], "must be a whole number, at least 1"],
  [["completion"], "The shell is missing. The shells are bash, zsh, fish."],
  [["completion", "bsh"], 'Unknown shell "bsh": did you mean "bash"?'],
  [["completion", "bash", "zsh"], "Too many words after completion."],
  [["report", "--format", "htlm"], 'Unknown format "htlm": did you mean "html"?'],
  [["lint", "--report", "jnit=x"], 'Unknown format "jnit": did you mean "junit"?'],
  [["lint", "--color", "alwys"], 'Unknown value "alwys" of --color: did you mean "always"?'],
  [["lint", "--no-cahce"], 'Unknown option "--no-cahce": did you mean "--no-cache"?'],
  [["lint", "-x"], 'Unknown option "-x".'],
  [["cache", "prun"], 'Unknown action "prun": did you mean "prune"?'],
  [["lock", "mypi"], 'Unknown tool "mypi": did you mean "mypy"?'],
  [["help", "lnit"], 'Unknown verb "lnit": did you mean "lint"?'],
  [["complete"], 'Unknown verb "complete": did you mean "completion"?'],
  [["\x1b[2Jlint"], 'Unknown verb "\\u001b[2Jlint"'],
  [["completion", "tcsh"], 'Unknown shell "tcsh"'],
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
