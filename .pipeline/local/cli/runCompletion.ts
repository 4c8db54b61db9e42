import { bashScript } from "../completion/bashScript.ts";
import { completionTable } from "../completion/completionTable.ts";
import { fishScript } from "../completion/fishScript.ts";
import { zshScript } from "../completion/zshScript.ts";
import type { CliRequest } from "./options.ts";
import { cliProgram } from "./program.ts";
import type { CliWorld } from "./world.ts";

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** Prints the shell's completion script, made from the very program that reads argv. */
export function runCompletion({ shell }: Extract<CliRequest, { verb: "completion" }>, world: CliWorld): number {
  const program = cliProgram("", world, async () => {});
  world.stdout.write(SCRIPTS[shell](completionTable(program)));
  return 0;
}
