import type { Command } from "commander";
import { didYouMean } from "../../src/nearest.ts";
import { printable } from "../../src/report/safeText.ts";

/** Commander's sentences in the words of the other errors, with the nearest name where one was misspelt. */
export function useOwnWords(program: Command): void {
  for (const command of [program, ...program.commands]) {
    command.showSuggestionAfterError(false);
    command.configureOutput({ outputError: (text, write) => write(`drydock: ${reworded(text.trimEnd(), command)}\n`) });
  }
}

type Reword = (words: readonly string[], command: Command) => string;

const SENTENCES: readonly (readonly [pattern: RegExp, reword: Reword])[] = [
  [/^unknown command '(.*)'$/, ([verb = ""], command) => unknown("verb", verb, verbsOf(command))],
  [/^unknown option '(.*)'$/, ([option = ""], { options }) => unknownOption(option, options)],
  [
    /^option '(.*)' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/,
    ([flags = "", value = "", choices = ""]) => {
      const names = choices.split(", ");
      return `${unknown("value", value, names, ` of ${longOf(flags)}`)} It is one of ${choices}.`;
    },
  ],
  [/^option '(.*)' argument '.*' is invalid\. (Unknown .*)$/, ([, sentence = ""]) => sentence],
  [
    /^option '(.*)' argument '(.*)' is invalid\. It (.*)$/,
    ([flags = "", value = "", rule = ""]) => `The value ${JSON.stringify(value)} of ${longOf(flags)} ${rule}`,
  ],
  [
    /^command-argument value '(.*)' is invalid for argument '(.*?)s?'\. Allowed choices are (.*)\.$/,
    ([value = "", noun = "", choices = ""]) =>
      `${unknown(noun, value, choices.split(", "))} The ${noun}s are ${choices}.`,
  ],
  [/^option '(.*)' argument missing$/, ([flags = ""]) => `The option ${longOf(flags)} needs a value.`],
  [
    /^missing required argument '(.*)'$/,
    ([noun = ""], { registeredArguments: [{ argChoices = [] } = {}] }) =>
      `The ${noun} is missing.${argChoices.length === 0 ? "" : ` The ${noun}s are ${argChoices.join(", ")}.`}`,
  ],
  [/^too many arguments(?: for '(.*)')?\..*$/, ([verb]) => `Too many words${verb ? ` after ${verb}` : ""}.`],
];

function reworded(text: string, command: Command): string {
  const sentence = text.replace(/^error: /, "");
  for (const [pattern, reword] of SENTENCES) {
    const found = pattern.exec(sentence);
    if (found !== null) return printable(reword(found.slice(1), command));
  }
  return printable(sentence);
}

function unknown(noun: string, given: string, names: readonly string[], after = ""): string {
  const question = didYouMean(given, names);
  return `Unknown ${noun} ${JSON.stringify(given)}${after}${question === "" ? "." : question}`;
}

function unknownOption(given: string, options: Command["options"]): string {
  const long = [...options.flatMap((option) => option.long ?? []), "--help"];
  const [name = ""] = given.split("=");
  // Of -x nothing is near.
  return unknown("option", name, name.startsWith("--") ? long : []);
}

function verbsOf(program: Command): readonly string[] {
  const shown = program.createHelp().visibleCommands(program);
  return shown.flatMap((verb) => [verb.name(), ...verb.aliases()]);
}

/** `--color` of `--color <when>`. */
function longOf(flags: string): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? flags;
}
