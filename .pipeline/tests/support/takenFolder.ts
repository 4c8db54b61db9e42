import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Asked } from "./daggerEndpoint.ts";

/** The files, by name, of a folder that the engine is asked to take from the module's working directory; undefined for other questions. */
export function takenFolder({ leaf, chain }: Asked, workdir = "."): ReadonlyMap<string, string> | undefined {
  const name = /^workdir\(path: "([^"]*)"\)$/.exec(chain.at(-1) ?? "")?.[1];
  if (leaf !== "sync" || chain[0] !== "currentModule" || name === undefined) return undefined;
  const folder = join(workdir, name);
  return new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), "utf8")]));
}
