import type { CompletionTable, OptionWord, Values } from "./completionTable.ts";

export function zshScript({ program, places, commands, options, arguments: positions }: CompletionTable): string {
  const f = `_${program.replace(/\W/g, "_")}`;
  return `#compdef ${program}
# Completion of ${program} for zsh. To load it now: source <(${program} completion zsh)
# To load it in every shell, put that line into ~/.zshrc after compinit, or this file, named ${f}, into a folder of $fpath.

${places.map((at) => functionFor(at)).join("\n")}
# Loaded from $fpath this file is the function itself; sourced, it registers it.
if [[ \${funcstack[1]} == ${f} ]]; then
  ${f} "$@"
else
  compdef ${f} ${program}
fi
`;

  function functionFor(at: string): string {
    const children = commands.filter((command) => command.at === at);
    const own = positions.filter((position) => position.at === at);
    const specs = options.filter((option) => option.at === at).map(optionSpec);
    const rest =
      children.length > 0
        ? ["': :->command'", "'*:: :->rest'"]
        : own.map(({ values }) => quoted(`:value:${action(values)}`));
    const call = ["_arguments -C -s -S", ...specs, ...rest].join(" \\\n    ");
    if (children.length === 0) return `${functionName(at)}() {\n  ${call}\n}\n`;
    const rows = children.map(({ name, help }) => `        ${quoted(`${name}:${help}`)}`);
    const targets = children.map(({ name, to }) => `        ${name}) ${functionName(to)} ;;`);
    return `${functionName(at)}() {
  local curcontext="$curcontext" state line
  typeset -A opt_args
  ${call}
  case "$state" in
    command)
      local -a commands
      commands=(
${rows.join("\n")}
      )
      _describe -t commands command commands
      ;;
    rest)
      case "$line[1]" in
${targets.join("\n")}
      esac
      ;;
  esac
}
`;
  }

  function functionName(at: string): string {
    return at === "" ? f : `${f}__${at.replace(/\W/g, "_")}`;
  }
}

// `'(-s --source)'{-s+,--source=}'[help]:value:action'`: -s takes its value attached or apart, --source with = or apart.
function optionSpec({ flags, help, values }: OptionWord): string {
  const value = values === undefined ? "" : `:value:${action(values)}`;
  const forms = flags.map((flag) => `${flag}${values === undefined ? "" : flag.startsWith("--") ? "=" : "+"}`);
  const text = quoted(`[${help.replace(/[[\]\\:]/g, "\\$&")}]${value}`);
  return forms.length === 1 ? `${forms[0]}${text}` : `${quoted(`(${flags.join(" ")})`)}{${forms.join(",")}}${text}`;
}

function action(values: Values): string {
  if (values === "file") return "_files";
  if (values === "folder") return "_files -/";
  return values === "free" ? " " : `(${values.join(" ")})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
