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

/**
 * What the script's functions hand to zsh's own `_arguments` and `_describe`, each word on a line, when the words
 * lead to a command (`cache prune`; empty for the program itself).
 */
export const zshHandsOver: Completer = (script, words, cwd) => {
  const program = `
    compdef() { registered=$1 }
    _arguments() { print -rl -- "$@"; if (( $#typed )); then state=rest line=("$typed[1]"); shift typed; else state=command; fi }
    _describe() { local name=$argv[-1]; print -rl -- \${(P)name} }
    source "$1"; typed=("\${@:2}"); $registered`;
  return linesOf(run("zsh", ["-f", "-c", program, "zsh", script, ...words], cwd));
};

function run(shell: string, args: readonly string[], cwd: string): string {
  const { stdout, stderr, error } = spawnSync(shell, args, { cwd, encoding: "utf8", timeout: 30_000 });
  if (error !== undefined || stderr !== "") throw new Error(`${shell}: ${error?.message ?? stderr}`);
  return stdout;
}

function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}
