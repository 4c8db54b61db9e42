import { existsSync } from "node:fs";
import { causeOf, DrydockError } from "../../src/errors.ts";
import { clear } from "../cache/clear.ts";
import { prune } from "../cache/prune.ts";
import { sizeOf } from "../cache/sizeOf.ts";
import { isCache, OWN_FOLDERS, type OwnName, ownIn } from "../project/cacheContents.ts";
import { cacheFolderPath, requireOwn } from "../project/cacheFolder.ts";
import type { CliRequest } from "./options.ts";
import type { CliWorld } from "./world.ts";

type Request = Extract<CliRequest, { verb: "cache" }>;

/** Says where the cache is and what it holds, prunes it or removes it. */
export async function runCache(request: Request, world: CliWorld): Promise<number> {
  const folder = cacheFolderPath(world.env);
  if (request.action === "path") world.stdout.write(`${folder}\n`);
  else if (request.action === "show") world.stdout.write(`${folder}\n${sizes(folder)}`);
  else world.stdout.write(`${await removal(request, folder)}\n`);
  return 0;
}

function sizes(cache: string): string {
  const seen = new Set<string>();
  const rows = (Object.keys(OWN_FOLDERS) as OwnName[]).map((name) => {
    const size = ownIn(cache, name).reduce((sum, path) => sum + sizeOf(path, seen), 0);
    return `${name.padEnd(12)} ${(size / 1024 / 1024).toFixed(1).padStart(8)} MB\n`;
  });
  return existsSync(cache) ? rows.join("") : "Nothing is there yet.\n";
}

async function removal({ action, limits }: Request, folder: string): Promise<string> {
  // A folder that others may write to may lead anywhere.
  if (existsSync(folder)) requireOwn(folder);
  try {
    if (action === "prune") {
      const { results, environments, copies } = await prune(folder, limits, Date.now());
      return `Removed ${results} results, ${environments} environments and ${copies} working copies from ${folder}`;
    }
    if (!isCache(folder)) return `There is no cache in ${folder}`;
    const left = clear(folder);
    return left.length === 0
      ? `Removed ${folder}`
      : `Removed the cache in ${folder}; left what is not Drydock's: ${left.join(", ")}`;
  } catch (error) {
    throw new DrydockError(
      "broken",
      `The cache ${folder} can't be cleared: ${causeOf(error)}.`,
      "See that you may write there, and that no run is at work.",
      error,
    );
  }
}
