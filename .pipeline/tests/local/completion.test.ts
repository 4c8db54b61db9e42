import { spawnSync } from "node:child_process";
import { chmodSync, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Argument, Command, Option } from "commander";
import { buildSync } from "esbuild";
import { describe, expect, test } from "vitest";
import { COMPLETION_SCRIPTS, completions } from "../../local/completion.ts";
import { testFolder } from "../support/testFolder.ts";

/** Everything a program can have that is completed. */
function sampleProgram(): Command {
  const program = new Command("drydock").version("1.0.0");
  const check = (name: string) =>
    program
      .command(name)
      .description("the \x1b[31mcheck\tof\nall")
      .argument("[paths...]")
      .option("-s, --source <path>", "source")
      .option("-c, --config <folder>", "config")
      .option("--requirements <file>", "file")
      .option("-j, --jobs <n>", "number")
      .option("--no-cache", "off")
      .option("--checks <names>", "checks")
      .option("--gate <check=severity>", "gate")
      .option("--report <format=path>", "report")
      .addOption(new Option("--color <when>", "colours").choices(["auto", "always", "never"]))
      .addOption(new Option("--secret").hideHelp());
  check("lint");
  check("typecheck").alias("mypy").option("--strict-types", "only here");
  program.command("hidden", { hidden: true });
  program.command("completion").addArgument(new Argument("<shell>").choices(["bash", "zsh", "fish"]));
  const cache = program.command("cache").description("the cache");
  cache.command("prune").option("--days <n>", "age");
  cache.command("clear");
  return program;
}

const KNOWN = {
  "--checks": { values: ["lint", "typecheck", "test"], list: true },
  "--gate": { values: ["lint", "test"], after: ["error", "never"] },
  "--report": { values: ["json", "junit"], after: "file" },
} as const;

test.each<[title: string, words: readonly string[], offers: readonly string[]]>([
  ["commands and aliases, but no hidden one", [""], ["lint", "typecheck", "mypy", "completion", "cache", "help"]],
  ["a command that was begun", ["co"], ["completion"]],
  ["options of the program", ["--v"], ["--version"]],
  ["options of a command, but no hidden one", ["lint", "--s"], ["--source"]],
  ["options of the command that an alias means", ["mypy", "--st"], ["--strict-types"]],
  ["none of the options of another command", ["lint", "--st"], []],
  ["an option that takes something away", ["lint", "--no"], ["--no-cache"]],
  ["choices of an option", ["lint", "--color", ""], ["auto", "always", "never"]],
  ["choices that were begun", ["lint", "--color", "a"], ["auto", "always"]],
  ["choices after =", ["lint", "--color=n"], ["--color=never"]],
  ["choices after =, of which bash makes a word", ["lint", "--color", "=", "n"], ["never"]],
  ["choices right after such a word", ["lint", "--color", "="], ["auto", "always", "never"]],
  ["folders", ["lint", "--config", "s"], [":folder\t"]],
  ["folders after =", ["lint", "--config=s"], [":folder\t--config="]],
  ["folders after a = of bash's", ["lint", "--config", "=", "s"], [":folder\t"]],
  ["files for an option that takes either", ["lint", "--source", "s"], [":file\t"]],
  ["files after = for one that takes either", ["lint", "--source=s"], [":file\t--source="]],
  ["files for the words of a command", ["lint", ""], [":file\t"]],
  ["files for a second word", ["lint", "src", "--no-cache", "te"], [":file\t"]],
  ["nothing for a word that bash has cut at a =", ["lint", "q", "=", "1"], []],
  ["files after the short form's other words", ["mypy", "-s", "src", "--requirements", ""], [":file\t"]],
  ["nothing for a number", ["lint", "--jobs", ""], []],
  ["options after a value that reads like a command", ["lint", "--source", "cache", "--no"], ["--no-cache"]],
  ["options after a value of bash's", ["lint", "--color", "=", "never", "--no"], ["--no-cache"]],
  ["the options where there is nothing else to type", ["cache", "prune", ""], ["--days", "-h", "--help"]],
  ["choices of an argument", ["completion", "f"], ["fish"]],
  ["commands of a command", ["cache", ""], ["prune", "clear", "help"]],
  ["options of a command's command", ["cache", "prune", "--d"], ["--days"]],
  ["commands to be told of", ["help", "co"], ["completion"]],
  ["nothing for a command that does not exist", ["lint", "x", "--zz"], []],
  ["values of a list", ["lint", "--checks", "t"], ["typecheck", "test"]],
  ["values of a list that are not in it", ["lint", "--checks", "test,t"], ["test,typecheck"]],
  ["values of a list after =", ["lint", "--checks=lint,te"], ["--checks=lint,test"]],
  ["the first half of a pair", ["lint", "--gate", ""], ["lint=", "test="]],
  ["the second half of a pair", ["lint", "--gate", "test=n"], ["test=never"]],
  ["the second half of a pair in bash", ["lint", "--gate", "test", "=", "n"], ["never"]],
  ["a pair after =", ["lint", "--gate=test="], ["--gate=test=error", "--gate=test=never"]],
  ["a format", ["lint", "--report=j"], ["--report=json=", "--report=junit="]],
  ["a path after the format", ["lint", "--report", "junit=out/a=b"], [":file\tjunit="]],
  ["a path after the format in bash", ["lint", "--report", "=", "junit", "=", "o"], [":file\t"]],
])("offered are %s", (_, words, expected) => {
  const lines = completions(sampleProgram(), words, KNOWN);
  expect(lines.map((line) => (line.startsWith(":") ? line : line.split("\t")[0]))).toEqual(expected);
});

test("a description is on one line and cannot control the terminal", () => {
  expect(completions(sampleProgram(), ["li"], KNOWN)).toEqual(["lint\tthe \\x1b[31mcheck\\tof\\nall"]);
});

/** The CLI, bundled so that it starts fast. */
const PROGRAM = buildSync({
  stdin: {
    contents: `import { cliProgram } from "./program.ts";
      const write = (text) => process.stdout.write(text);
      cliProgram("1.0.0", { stdout: { write }, stderr: { write } }, async () => {}).parseAsync();`,
    resolveDir: join(import.meta.dirname, "../../local/cli"),
  },
  bundle: true,
  platform: "node",
  write: false,
}).outputFiles[0]?.text;

/** Runs a shell in a folder with things to offer; its PATH leads to a `drydock`. */
function shellIn(shell: keyof typeof COMPLETION_SCRIPTS) {
  const tree = testFolder({ "src/a": "", "my dir/a": "", "st*r/a": "", "star/a": "", "reqs.txt": "", "q=1/b.txt": "" });
  const folder = testFolder({ script: COMPLETION_SCRIPTS[shell], "bin/drydock": `#!${process.execPath}\n${PROGRAM}` });
  chmodSync(join(folder, "bin/drydock"), 0o755);
  const env = { ...process.env, PATH: `${join(folder, "bin")}${delimiter}${process.env.PATH}` };
  return (options: readonly string[], program: string, ...words: readonly string[]) => {
    const args = [...options, "-c", program.replace("SCRIPT", join(folder, "script")), ...words];
    const { stdout, stderr, error } = spawnSync(shell, args, { cwd: tree, env, encoding: "utf8", timeout: 60_000 });
    if (error !== undefined || stderr !== "") throw new Error(`${shell}: ${error?.message ?? stderr}`);
    expect(existsSync(join(tree, "pwned"))).toBe(false);
    return stdout.split("\n").filter((line) => line !== "");
  };
}

function hasShell(shell: string): boolean {
  return spawnSync(shell, ["-c", "exit 0"]).status === 0;
}

describe.skipIf(!hasShell("bash"))("bash", () => {
  // As readline calls it: in a bash without start-up files that fails on unset variables.
  const ASK = `source SCRIPT; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
    read -r _ _ function _ < <(complete -p drydock); "$function"
    printf '%s\\n' "\${COMPREPLY[@]-}"`;

  test.each<[words: readonly string[], offers: readonly string[]]>([
    [["comp"], ["completion"]],
    [["lint", "--color", "=", "n"], ["never"]],
    [["lint", "--color=n"], ["--color=never"]],
    [
      ["lint", "--source", "s"],
      ["src", "st*r", "star"],
    ],
    [["lint", "--source=m"], ["--source=my dir"]],
    [
      ["lint", "--source", "="],
      ["my dir", "q=1", "reqs.txt", "src", "st*r", "star"],
    ],
    [
      ["lint", "--config", "="],
      ["my dir", "q=1", "src", "st*r", "star"],
    ],
    [["lint", "src", "r"], ["reqs.txt"]],
    [["run-all", "--checks", "lint,te"], ["lint,test"]],
    [["run-all", "--gate", "ruff", "=", "e"], ["error"]],
    [["run-all", "--report", "junit", "=", "r"], ["reqs.txt"]],
    [["lint", "--source", "$(touch pwned)"], []],
    [["$(touch pwned)", "`touch pwned`", "comp"], ["completion"]],
  ])("completes %j", (words, expected) => {
    const bash = shellIn("bash");
    const offers = bash(["--norc", "--noprofile", "-u"], ASK, "bash", "drydock", ...words);
    expect([...offers].sort()).toEqual(expected);
  });
});

describe.skipIf(!hasShell("fish"))("fish", () => {
  test.each<[line: string, offers: readonly string[]]>([
    ["comp", ["completion"]],
    ["lint --color=n", ["--color=never"]],
    ["lint --source s", ["src/", "st*r/", "star/"]],
    ["lint --source=m", ["--source=my dir/"]],
    ["lint --config r", []],
    ["lint src r", ["reqs.txt"]],
    ["run-all --checks lint,te", ["lint,test"]],
    ["run-all --gate ruff=e", ["ruff=error"]],
    ["run-all --report junit=r", ["junit=reqs.txt"]],
    ["lint --jobs ", []],
    ["lint (touch pwned) --color=n", ["--color=never"]],
  ])("completes %s", (line, expected) => {
    const fish = shellIn("fish");
    const ask = "source SCRIPT; complete -C $argv[1]";
    const offers = fish(["--no-config"], ask, `drydock ${line}`);
    expect(offers.map((offer) => offer.split("\t")[0]).sort()).toEqual(expected);
  });
});

describe.skipIf(!hasShell("zsh"))("zsh", () => {
  // A shell in a terminal of its own, in which Tab is pressed, and then a key that shows the line.
  const TERMINAL = `zmodload zsh/zpty; zpty shell zsh -f -i
    zpty -w shell "PS1= PS2= RPS1=; autoload -Uz compinit; compinit -u -D; source SCRIPT
      show() { print -r -- \\"<<\\$BUFFER>>\\"; exit }; zle -N show; bindkey '^T' show; bindkey '^I' complete-word; print READY"
    zpty -r shell out '*READY*READY*'; zpty -w -n shell "$1"$'\\t\\C-t'; zpty -r shell out '*<<*>>*'
    out="\${out##*<<}"; print -r -- "\${out%%>>*}"`;

  test.each([
    ["comp", "completion "],
    ["lint --color=n", "lint --color=never "],
    ["lint --sou", "lint --source "],
    ["lint --source m", "lint --source my\\ dir/"],
    ["lint --source=m", "lint --source=my\\ dir/"],
    ["lint src r", "lint src reqs.txt "],
    ["lint --config q", "lint --config q=1/"],
    ["run-all --checks lint,te", "run-all --checks lint,test "],
    ["run-all --gate ru", "run-all --gate ruff="],
    ["run-all --gate ruff=e", "run-all --gate ruff=error "],
    ["run-all --report junit=r", "run-all --report junit=reqs.txt "],
    ["lint --source $(touch pwned) --col", "lint --source $(touch pwned) --color "],
  ])("completes %s", (line, expected) => {
    const zsh = shellIn("zsh");
    expect(zsh(["-f"], TERMINAL, "zsh", `drydock ${line}`)).toEqual([`drydock ${expected}`]);
  });
});
