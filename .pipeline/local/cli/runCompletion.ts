import { completionScript } from "../completion.ts";
import type { CliRequest } from "./options.ts";
import { cliProgram } from "./program.ts";
import type { CliWorld } from "./world.ts";

/** Prints the shell's completion script, made from the very program that reads argv. */
export function runCompletion({ shell }: Extract<CliRequest, { verb: "completion" }>, world: CliWorld): number {
  const program = cliProgram("", world, async () => {});
  world.stdout.write(completionScript(program, shell));
  return 0;
}
