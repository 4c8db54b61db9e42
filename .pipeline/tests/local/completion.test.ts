import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Argument, Command, Option } from "commander";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { completionScript } from "../../local/completion.ts";
import { bashOffers, fishOffers, hasShell, syntaxErrors, zshHandsOver } from "../support/shells.ts";

let folder = "";
let scripts = { bash: "", zsh: "", fish: "" };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "drydock-completion-"));
  for (const name of ["src", "my dir", "st*r", "star"]) mkdirSync(join(folder, "tree", name), { recursive: true });
  writeFileSync(join(folder, "tree", "reqs.txt"), "");
  const place = (shell: keyof typeof scripts) => {
    const path = join(folder, `drydock.${shell}`);
    writeFileSync(path, completionScript(sampleProgram(), shell));
    return path;
  };
  scripts = { bash: place("bash"), zsh: place("zsh"), fish: place("fish") };
});
afterAll(() => rmSync(folder, { recursive: true }));

// Everything a program can have that the scripts know, with descriptions that a careless script would stumble over.
function sampleProgram(): Command {
  const program = new Command("drydock").version("1.0.0");
  const check = (name: string) =>
    program
      .command(name)
      .description(`It's "the" [best]: $(touch pwned) \`touch pwned\` \\ \x1b[31m`)
      .option("-s, --source <folder>", "it's: [the] `source` $HOME\\")
      .option("--requirements <file>", "file")
      .option("-j, --jobs <n>", "number")
      .option("--no-cache", "off")
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

const COMMANDS = ["cache", "completion", "help", "lint", "mypy", "typecheck"];

type Row = readonly [title: string, words: readonly string[], offers: readonly string[]];

// The same in bash and fish.
const ROWS: readonly Row[] = [
  ["commands and aliases, but no hidden one", [""], COMMANDS],
  ["a command that was begun", ["co"], ["completion"]],
  ["options of the program", ["--v"], ["--version"]],
  ["options of a command, but no hidden one", ["lint", "--s"], ["--source"]],
  ["options of the command that an alias means", ["mypy", "--st"], ["--strict-types"]],
  ["none of the options of another command", ["lint", "--st"], []],
  ["an option that takes something away", ["lint", "--no"], ["--no-cache"]],
  ["choices of an option", ["lint", "--color", ""], ["always", "auto", "never"]],
  ["choices that were begun", ["lint", "--color", "a"], ["always", "auto"]],
  ["folders, also with spaces and asterisks", ["lint", "--source", "s"], ["src", "st*r", "star"]],
  ["folders after the short form", ["mypy", "-s", "m"], ["my dir"]],
  ["files and folders", ["lint", "--requirements", ""], ["my dir", "reqs.txt", "src", "st*r", "star"]],
  ["nothing for a number", ["lint", "--jobs", ""], []],
  [
    "options after an option's value, even when it reads like a command",
    ["lint", "--source", "cache", "--no"],
    ["--no-cache"],
  ],
  ["choices of an argument", ["completion", ""], ["bash", "fish", "zsh"]],
  ["commands of a command", ["cache", ""], ["clear", "help", "prune"]],
  ["options of a command's command", ["cache", "prune", "--d"], ["--days"]],
  ["nothing for a command that does not exist", ["lint", "x", "--zz"], []],
];

function sorted(offers: readonly string[]): readonly string[] {
  return offers.map((offer) => offer.replace(/\/$/, "")).sort();
}

describe.skipIf(!hasShell("bash"))("bash offers", () => {
  const offers = (words: readonly string[]) =>
    sorted(bashOffers(scripts.bash, ["drydock", ...words], join(folder, "tree")));

  test.each(ROWS)("%s", (_, words, expected) => {
    expect(offers(words)).toEqual(expected);
  });

  test("values after =, which bash makes a word of its own", () => {
    expect(offers(["lint", "--color", "="])).toEqual(["always", "auto", "never"]);
    expect(offers(["lint", "--color", "=", "n"])).toEqual(["never"]);
    expect(offers(["lint", "--color", "=", "never", "--no"])).toEqual(["--no-cache"]);
  });

  test("values after = where = breaks no word", () => {
    expect(offers(["lint", "--color=n"])).toEqual(["--color=never"]);
    expect(offers(["lint", "--source=m"])).toEqual(["--source=my dir"]);
  });

  test("the options where there is nothing else to type", () => {
    expect(offers(["lint", ""])).toContain("--source");
  });

  test("nothing of what was typed is evaluated", () => {
    offers(["lint", "--source", "$(touch pwned)"]);
    offers(["$(touch pwned)", "`touch pwned`", ""]);
    expect(existsSync(join(folder, "tree", "pwned"))).toBe(false);
  });
});

describe.skipIf(!hasShell("fish"))("fish offers", () => {
  const offers = (words: readonly string[]) =>
    sorted(fishOffers(scripts.fish, ["drydock", ...words], join(folder, "tree")));

  test.each(ROWS)("%s", (_, words, expected) => {
    expect(offers(words)).toEqual(expected);
  });

  test("values after =", () => {
    expect(offers(["lint", "--color=n"])).toEqual(["--color=never"]);
  });

  test("the script has no syntax error, and loading it runs nothing of its descriptions", () => {
    expect(syntaxErrors("fish", scripts.fish)).toBe("");
    expect(existsSync(join(folder, "tree", "pwned"))).toBe(false);
  });
});

describe.skipIf(!hasShell("zsh"))("zsh is told", () => {
  const told = (...words: string[]) => zshHandsOver(scripts.zsh, words, join(folder, "tree"));
  const sourceSpec = "[it's\\: \\[the\\] `source` $HOME\\\\]:value:_files -/";

  test("the commands and aliases, but no hidden one, with their descriptions as they stand", () => {
    const help = `It's "the" [best]: $(touch pwned) \`touch pwned\` \\ \\x1b[31m`;
    expect(told().slice(told().indexOf("*:: :->rest") + 1)).toEqual([
      `lint:${help}`,
      `typecheck:${help}`,
      `mypy:${help}`,
      "completion:",
      "cache:the cache",
      "help:display help for command",
    ]);
  });

  test("a command's options: both forms, folders, files, choices, numbers, flags", () => {
    expect(told("lint").slice(told().indexOf("*:: :->rest") + 1)).toEqual([
      "-C",
      "-s",
      "-S",
      `(-s --source)-s+${sourceSpec}`,
      `(-s --source)--source=${sourceSpec}`,
      "--requirements=[file]:value:_files",
      "(-j --jobs)-j+[number]:value: ",
      "(-j --jobs)--jobs=[number]:value: ",
      "--no-cache[off]",
      "--color=[colours]:value:(auto always never)",
      "(-h --help)-h[display help for command]",
      "(-h --help)--help[display help for command]",
    ]);
  });

  test.each<[string, readonly string[], string]>([
    ["the options of the command that an alias means", ["mypy"], "--strict-types[only here]"],
    ["the choices of an argument", ["completion"], ":value:(bash zsh fish)"],
    ["the commands of a command", ["cache"], "prune:"],
    ["the options of a command's command", ["cache", "prune"], "--days=[age]:value: "],
  ])("%s", (_, words, line) => {
    expect(told(...words)).toContain(line);
  });

  test("the script has no syntax error, and loading it runs nothing of its descriptions", () => {
    expect(syntaxErrors("zsh", scripts.zsh)).toBe("");
    expect(existsSync(join(folder, "tree", "pwned"))).toBe(false);
  });
});
