import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Asked } from "./daggerEndpoint.ts";

/** The files, by name, of a folder that the engine is asked to take from the module's working directory; undefined for other questions. */
export function takenFolder({ leaf, chain }: Asked): ReadonlyMap<string, string> | undefined {
  const name = /^workdir\(path: "([^"]*)"\)$/.exec(chain.at(-1) ?? "")?.[1];
  if (leaf !== "sync" || chain[0] !== "currentModule" || name === undefined) return undefined;
  return new Map(readdirSync(name).map((file) => [file, readFileSync(join(name, file), "utf8")]));
}
