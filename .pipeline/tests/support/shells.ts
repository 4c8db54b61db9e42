import { spawnSync } from "node:child_process";

/** Words offered by a script for the words typed so far; the last one is being completed. */
export type Completer = (script: string, words: readonly string[], cwd: string) => readonly string[];

export function hasShell(shell: string): boolean {
  return spawnSync(shell, ["-c", "exit 0"]).status === 0;
}

/** What a shell says of a script's syntax; empty when it is well-formed. */
export function syntaxErrors(shell: string, script: string): string {
  return spawnSync(shell, ["-n", script], { encoding: "utf8" }).stderr;
}

/** Calls the registered function as readline does, in a bash without start-up files that fails on unset variables. */
export const bashOffers: Completer = (script, words, cwd) => {
  const program = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
    read -r _ _ function _ < <(complete -p drydock); "$function"; printf '%s\\n' "\${COMPREPLY[@]-}"`;
  return linesOf(run("bash", ["--norc", "--noprofile", "-u", "-c", program, script, ...words], cwd));
};

/** Asks fish itself, less the descriptions. */
export const fishOffers: Completer = (script, words, cwd) => {
  const line = words.join(" ");
  const text = run("fish", ["--no-config", "-c", `source $argv[1]; complete -C $argv[2]`, script, line], cwd);
  return linesOf(text).map((row) => row.split("\t")[0] ?? "");
};

/** Types the words and Tab, twice, into an interactive zsh; the rows it lists, less the descriptions. */
export const zshOffers: Completer = (script, words, cwd) => {
  const program = `
    zmodload zsh/zpty
    zpty z zsh -f -i
    zpty -w z "PS1=; TERM=dumb; COLUMNS=200; autoload -Uz compinit && compinit -u -D; source \${(q)1}; LISTMAX=1000; unsetopt list_ambiguous; setopt list_packed; zstyle ':completion:*' list-separator '|'; print LOADED"
    zpty -r z out '*LOADED*LOADED*'
    zpty -w -n z "$2"$'\\t\\t'
    zpty -w -n z $'\\C-u print E''ND\\n'
    while zpty -r z line; do print -r -- "$line"; [[ $line == *END* && $line != *print* ]] && break; done
    zpty -d z`;
  const text = run("zsh", ["-f", "-c", program, "zsh", script, words.join(" ")], cwd);
  const rows = text.replace(/\x1b\[[?0-9;]*[A-Za-z]/g, "").split(/\r?\n|\r/);
  return rows
    .filter((row) => /\S +\| |^ *\S+( {2,}\S+)+ *$/.test(row))
    .flatMap((row) => (row.split("|")[0] ?? "").trim().split(/ {2,}/));
};

function run(shell: string, args: readonly string[], cwd: string): string {
  const { stdout, stderr, error } = spawnSync(shell, args, { cwd, encoding: "utf8", timeout: 30_000 });
  if (error !== undefined || stderr !== "") throw new Error(`${shell}: ${error?.message ?? stderr}`);
  return stdout;
}

function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}
