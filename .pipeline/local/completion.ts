import type { Command, Option } from "commander";
import { printable } from "../src/report/safeText.ts";

/*
 * On Tab, the shell's function calls `drydock __complete -- WORDS`; the last word is the one at the cursor. The output is one
 * line per candidate, with a tab and its description, or a single line `:file` or `:folder`, with a tab and the prefix of
 * the path. No space is added after a candidate that ends with =.
 */

export const COMPLETE = "__complete";

/** The values of an option: a comma-separated `list`, or one value and what may come `after` its `=`. */
export interface OptionValues {
  readonly values: readonly string[];
  readonly list?: true;
  readonly after?: readonly string[] | "file";
}

/** The candidates for the last word. `known`: values that commander does not know, by an option's long name. */
export function completions(
  program: Command,
  typed: readonly string[],
  known: Readonly<Record<string, OptionValues>>,
): readonly string[] {
  const { words, prefixLength } = rejoinWords(typed);
  const current = words.pop() ?? "";
  const path = (kind: string, start: string) => [`:${kind}\t${start.slice(prefixLength)}`];
  const matching = (lines: readonly string[]) =>
    lines.filter((line) => line.startsWith(current)).map((line) => line.slice(prefixLength));
  let command = program;
  let option: Option | undefined;
  for (const word of words) {
    if (option !== undefined) option = undefined;
    else if (word.startsWith("-")) option = findOption(command, word);
    else command = command.commands.find((one) => [one.name(), ...one.aliases()].includes(word)) ?? command;
  }
  const start = /^--[^=]*=/.exec(current)?.[0] ?? "";
  const attached = findOption(command, start.slice(0, -1));
  if (option !== undefined) return completeValue(option, "");
  if (attached !== undefined) return completeValue(attached, start);
  const help = program.createHelp();
  const named = [
    ...help
      .visibleCommands(command)
      .flatMap((one) => withDescription([one.name(), ...one.aliases()], one.description())),
    ...command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices),
  ];
  const takesPaths = command.registeredArguments.some(({ variadic }) => variadic);
  // Bash would replace only the part after a = with the whole path.
  if (takesPaths && !current.startsWith("-")) return prefixLength === 0 ? path("file", "") : [];
  const flags = help.visibleOptions(command).flatMap((one) => withDescription([one.short, one.long], one.description));
  return matching(current.startsWith("-") || named.length === 0 ? flags : named);

  function completeValue({ long, argChoices = [], flags }: Option, start: string): readonly string[] {
    const { values, list, after }: OptionValues = known[long ?? ""] ?? { values: argChoices };
    const kind = /<(folder|file|path)>/.exec(flags)?.[1];
    const begun = current.slice(start.length);
    // What comes before the last item of a list, or before the second half.
    const before = begun.slice(0, begun.lastIndexOf(list ? "," : "=") + 1);
    if (kind !== undefined) return path(kind === "folder" ? kind : "file", start);
    if (after !== undefined && before === "") return matching(values.map((value) => `${start}${value}=`));
    if (after === "file") return path("file", start + begun.slice(0, begun.indexOf("=") + 1));
    const left = list ? values.filter((value) => !before.split(",").includes(value)) : (after ?? values);
    return matching(left.map((value) => start + before + value));
  }
}

function withDescription(names: readonly (string | undefined)[], text: string): readonly string[] {
  return names.filter((name) => name !== undefined).map((name) => `${name}\t${printable(text)}`);
}

/** An option of the command that takes a value. */
function findOption({ options }: Command, flag: string): Option | undefined {
  return options.find(({ short, long, required, optional }) => (required || optional) && [short, long].includes(flag));
}

/** Bash splits `--color=auto` into three words and replaces only the last: `replaced` is the length of the part before it. */
function rejoinWords(typed: readonly string[]): { readonly words: string[]; readonly prefixLength: number } {
  const words: string[] = [];
  let prefixLength = 0;
  for (const [index, word] of typed.entries()) {
    const split = index > 0 && (word === "=" || typed[index - 1] === "=");
    const before = split ? (words.pop() ?? "") : "";
    words.push(before + word);
    prefixLength = before.length + (split && word === "=" ? 1 : 0);
  }
  return { words, prefixLength };
}

const BASH = `# Completion of drydock for bash. To load it in every shell, put this into ~/.bashrc: source <(drydock completion bash)
_drydock() {
  local IFS=$' \\t\\n' current="\${COMP_WORDS[COMP_CWORD]}" tab=$'\\t' line kind prefix
  COMPREPLY=()
  while IFS= read -r line; do
    case "$line" in
      :file* | :folder*)
        [[ $line == :file* ]] && kind=file || kind=directory
        compopt -o filenames 2>/dev/null # not in bash 3
        prefix="\${line#*$tab}" current="\${current#=}"
        while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -A "$kind" -P "$prefix" -- "\${current#"$prefix"}")
        ;;
      *)
        line="\${line%%$tab*}"
        [[ $line == *= ]] && compopt -o nospace 2>/dev/null
        COMPREPLY+=("$line")
        ;;
    esac
  done < <(drydock ${COMPLETE} -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _drydock drydock
`;

const ZSH = `#compdef drydock
# Completion of drydock for zsh. To load it in every shell, put this into ~/.zshrc after compinit: source <(drydock completion zsh)
# Or write it to a file named _drydock in a folder of $fpath.
_drydock() {
  local tab=$'\\t' line name help
  local -a open closed
  for line in "\${(@f)$(drydock ${COMPLETE} -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}"; do
    name="\${line%%$tab*}" help="\${\${line#$name}#$tab}"
    case "$name" in
      :file) compset -P "\${(b)help}"; _files; return ;;
      :folder) compset -P "\${(b)help}"; _files -/; return ;;
      *=) open+=("\${name//:/\\\\:}:$help") ;;
      ?*) closed+=("\${name//:/\\\\:}:$help") ;;
    esac
  done
  _describe -t values value open -S '' -- closed
}
# Loaded from $fpath this file is the function itself; sourced, it registers it.
if [[ \${funcstack[1]} == _drydock ]]; then _drydock "$@"; else compdef _drydock drydock; fi
`;

const FISH = `# Completion of drydock for fish. To load it in every shell: drydock completion fish > ~/.config/fish/completions/drydock.fish
function __drydock_complete
    set -l current (commandline -ct)
    set -l words (commandline -opc) "$current"
    for line in (drydock ${COMPLETE} -- $words[2..-1] 2>/dev/null)
        set -l parts (string split -m 1 \\t -- $line)
        set -l path (string sub -s (math 1 + (string length -- "$parts[2]")) -- "$current")
        switch $parts[1]
            case :file; __fish_complete_path "$path" | string replace -r -- '^' "$parts[2]"
            case :folder; __fish_complete_directories "$path" | string replace -r -- '^' "$parts[2]"
            case '*'; printf '%s\\n' $line
        end
    end
end
complete -c drydock -f -a '(__drydock_complete)'
`;

/** What `drydock completion SHELL` prints. */
export const COMPLETION_SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH } as const;
