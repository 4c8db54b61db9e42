import type { Command } from "commander";
import { bashScript } from "./completion/bashScript.ts";
import { completionTable } from "./completion/completionTable.ts";
import { fishScript } from "./completion/fishScript.ts";
import { zshScript } from "./completion/zshScript.ts";

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

export type Shell = keyof typeof SCRIPTS;

/** The script that `drydock completion SHELL` prints, made of the very program that reads the command line. */
export function completionScript(program: Command, shell: Shell): string {
  return SCRIPTS[shell](completionTable(program));
}
