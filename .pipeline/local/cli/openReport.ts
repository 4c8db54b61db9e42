import { once } from "node:events";
import { resolve } from "node:path";
import { causeOf } from "../../src/errors.ts";
import type { CliWorld } from "./world.ts";

/** Opens a file in the browser. Where there is none, says where the file is: it changes no verdict. */
export async function openReport(path: string, { cwd, stderr }: Pick<CliWorld, "cwd" | "stderr">): Promise<void> {
  const file = resolve(cwd, path);
  try {
    const { default: open } = await import("open");
    const opener = await open(file);
    // What can't be started says so only in an event, and without a listener ends the process.
    if (opener.pid === undefined) throw (await once(opener, "error"))[0];
  } catch (error) {
    stderr.write(`${file} could not be opened: ${causeOf(error)}. Open it by hand.\n`);
  }
}
