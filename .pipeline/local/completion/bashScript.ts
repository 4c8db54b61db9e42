import type { CompletionTable, Values } from "./completionTable.ts";

/**
 * Needs no bash-completion package and works in bash 3.2 (macOS). It starts no process on Tab, and never evaluates
 * what was typed.
 */
export function bashScript(table: CompletionTable): string {
  const { program, places, commands, options } = table;
  const f = `_${program.replace(/\W/g, "_")}`;
  const wordsAt = places.map((at) => {
    const flags = options.filter((option) => option.at === at).flatMap((option) => option.flags);
    const names = commands.filter((command) => command.at === at).map((command) => command.name);
    const own = table.arguments.filter((argument) => argument.at === at).map((argument) => argument.values);
    const words = [...names, ...own.flatMap((values) => (typeof values === "string" ? [] : values))];
    const kind = own.find((values) => typeof values === "string") ?? "";
    return `    ${quoted(at)}) flags=${quoted(flags.join(" "))} words=${quoted(words.join(" "))} names=${quoted(String(kind))} ;;`;
  });
  const steps = commands.map(({ at, name, to }) => `    ${quoted(`${at}/${name}`)}) at=${quoted(to)} ;;`);
  const values = options.flatMap((option) =>
    option.values === undefined
      ? []
      : [
          `    ${option.flags.map((flag) => quoted(`${option.at}/${flag}`)).join("|")}) wants=${quoted(written(option.values))} ;;`,
        ],
  );
  return `# Completion of ${program} for bash. To load it now: source <(${program} completion bash)
# To load it in every shell, put that line into ~/.bashrc.

# Sets wants to what the value of option $2 of command $1 may be; empty when it takes none.
${f}_wants() {
  wants=
  case "$1/$2" in
${values.join("\n")}
  esac
}

# Sets at to the command that word $2 leads to from command $1.
${f}_step() {
  case "$1/$2" in
${steps.join("\n")}
  esac
}

# Sets flags, words and names to what may be typed at command $1.
${f}_words() {
  flags= words= names=
  case "$1" in
${wordsAt.join("\n")}
  esac
}

${f}() {
  local IFS=$' \\t\\n' at= wants= flags= words= names= prefix= word i
  local current="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if [[ $word == "=" ]]; then
      continue # bash splits --color=auto into three words
    elif [[ -n $wants ]]; then
      wants=
    elif [[ $word == -* && $word != *=* ]]; then
      ${f}_wants "$at" "$word"
    elif [[ $word != -* ]]; then
      ${f}_step "$at" "$word"
    fi
  done
  if [[ $current == "=" ]]; then
    current=
  elif [[ -z $wants && $current == --*=* ]]; then # a shell whose COMP_WORDBREAKS has no =
    prefix="\${current%%=*}="
    ${f}_wants "$at" "\${current%%=*}"
    current="\${current#*=}"
    [[ -n $wants ]] || return 0
  fi
  ${f}_words "$at"
  if [[ -n $wants ]]; then
    words="$wants" names=
    case "$wants" in file | folder | free) words= names="$wants" ;; esac
  elif [[ $current == -* || -z $words$names ]]; then
    words="$flags" names=
  fi
  case "$names" in
    folder | file)
      type compopt >/dev/null 2>&1 && compopt -o filenames 2>/dev/null
      [[ $names == folder ]] && names=directory
      ;;
    *) names= ;;
  esac
  # Read line by line: a name may hold spaces and asterisks.
  while IFS= read -r word; do
    COMPREPLY+=("$word")
  done < <(compgen \${names:+-A "$names"} \${words:+-W "$words"} -P "$prefix" -- "$current")
  return 0
}

complete -F ${f} ${program}
`;
}

function written(values: Values): string {
  return typeof values === "string" ? values : values.join(" ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
