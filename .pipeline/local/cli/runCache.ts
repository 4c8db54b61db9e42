import { rmSync } from "node:fs";
import { prune } from "../cache/prune.ts";
import { cacheFolderPath } from "../project/cacheFolder.ts";
import type { CliRequest } from "./options.ts";
import type { CliWorld } from "./world.ts";

/** Says where the cache is, prunes it or removes it. */
export async function runCache(request: Extract<CliRequest, { verb: "cache" }>, world: CliWorld): Promise<number> {
  const folder = cacheFolderPath(world.env);
  if (request.action === "path") world.stdout.write(`${folder}\n`);
  else if (request.action === "clear") {
    rmSync(folder, { recursive: true, force: true });
    world.stdout.write(`Removed ${folder}\n`);
  } else {
    const { results, folders } = await prune(folder, request.limits, Date.now());
    world.stdout.write(`Removed ${results} results and ${folders} environments and projects from ${folder}\n`);
  }
  return 0;
}
