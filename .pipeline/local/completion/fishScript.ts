import type { CompletionTable, Values } from "./completionTable.ts";

export function fishScript({ program, commands, options, arguments: positions }: CompletionTable): string {
  const f = `__${program.replace(/\W/g, "_")}`;
  const steps = commands.map(
    ({ at, name, to }) => `            case ${quoted(`${at}/${name}`)}\n                set at ${quoted(to)}`,
  );
  const wanting = options.filter(({ values }) => values !== undefined);
  const valued = wanting.flatMap(({ at, flags }) => flags.map((flag) => quoted(`${at}/${flag}`)));
  const here = (at: string) => `complete -c ${program} -n ${quoted(`${f}_at ${quoted(at)}`)}`;
  return [
    `# Completion of ${program} for fish. To load it now: ${program} completion fish | source`,
    `# To load it in every shell: ${program} completion fish > ~/.config/fish/completions/${program}.fish`,
    "",
    `# Whether the words before the cursor lead to this command.`,
    `function ${f}_at`,
    "    set -l at ''",
    "    set -l wants 0",
    "    set -l words (commandline -opc)",
    "    for word in $words[2..-1]",
    "        if test $wants = 1",
    "            set wants 0",
    "            continue",
    "        end",
    `        if contains -- "$at/$word" ${valued.join(" ")}`,
    "            set wants 1",
    "            continue",
    "        end",
    '        switch "$at/$word"',
    ...steps,
    "        end",
    "    end",
    '    test "$at" = "$argv[1]"',
    "end",
    "",
    `complete -c ${program} -f`,
    ...commands.map(({ at, name, help }) => `${here(at)} -a ${quoted(name)} -d ${quoted(help)}`),
    ...positions.map(({ at, values }) => `${here(at)} ${source(values)}`),
    ...options.map(({ at, flags, help, values }) => {
      const names = flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
      const value = values === undefined ? [] : [`${values === "file" ? "-r" : "-x"} ${source(values)}`.trimEnd()];
      return [here(at), ...names, ...value, `-d ${quoted(help)}`].join(" ");
    }),
    "",
  ].join("\n");
}

// `-f` stands for the whole program: where files are wanted they are allowed again.
function source(values: Values): string {
  if (values === "file") return "-F";
  if (values === "folder") return "-a '(__fish_complete_directories (commandline -ct))'";
  return values === "free" ? "" : `-a ${quoted(values.join(" "))}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
