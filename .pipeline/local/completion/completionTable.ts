import type { Command, Help, Option } from "commander";
import { printable } from "../../src/report/safeText.ts";

/** What may follow: nothing known (a number), names of files or folders, or one of these words. */
export type Values = "free" | "file" | "folder" | readonly string[];

/** A word that can be typed at a place of the command line. A place is the path of a command: empty, `lint`, `cache prune`. */
interface CommandWord {
  readonly at: string;
  readonly name: string;
  readonly help: string;
  /** The place it leads to; an alias leads to the command's own. */
  readonly to: string;
}

export interface OptionWord {
  readonly at: string;
  /** `-s` and `--source`. */
  readonly flags: readonly string[];
  readonly help: string;
  /** Undefined when the option takes no value. */
  readonly values: Values | undefined;
}

interface ArgumentWord {
  readonly at: string;
  readonly values: Values;
}

/** A commander program as three lists, all that the scripts of the shells are made of. */
export interface CompletionTable {
  readonly program: string;
  readonly places: readonly string[];
  readonly commands: readonly CommandWord[];
  readonly options: readonly OptionWord[];
  readonly arguments: readonly ArgumentWord[];
}

export function completionTable(program: Command): CompletionTable {
  const places = allPlaces(program, "", program.createHelp());
  return {
    program: program.name(),
    places: places.map(({ at }) => at),
    commands: places.flatMap(({ at, command, help }) =>
      help.visibleCommands(command).flatMap((child) =>
        [child.name(), ...child.aliases()].map((name) => ({
          at,
          name,
          help: printable(child.description()),
          to: join(at, child.name()),
        })),
      ),
    ),
    options: places.flatMap(({ at, command, help }) =>
      help.visibleOptions(command).map((option) => ({
        at,
        flags: [option.short, option.long].filter((flag) => flag !== undefined),
        help: printable(option.description),
        values: option.required || option.optional ? valuesOf(option.argChoices, option.flags) : undefined,
      })),
    ),
    arguments: places.flatMap(({ at, command }) =>
      command.registeredArguments.map((argument) => ({ at, values: valuesOf(argument.argChoices, argument.name()) })),
    ),
  };
}

interface Place {
  readonly at: string;
  readonly command: Command;
  readonly help: Help;
}

function allPlaces(command: Command, at: string, help: Help): readonly Place[] {
  const children = help.visibleCommands(command);
  return [{ at, command, help }, ...children.flatMap((child) => allPlaces(child, join(at, child.name()), help))];
}

// The placeholder says what is wanted: `--source <folder>`, `--requirements <file>`.
function valuesOf(choices: Option["argChoices"], placeholder: string): Values {
  if (choices !== undefined) return choices;
  if (/folder|dir/i.test(placeholder)) return "folder";
  return /file|path/i.test(placeholder) ? "file" : "free";
}

function join(at: string, name: string): string {
  return at === "" ? name : `${at} ${name}`;
}
