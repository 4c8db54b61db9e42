import { existsSync } from "node:fs";
import { causeOf, DrydockError } from "../../src/errors.ts";
import { isCache, OWN_FOLDERS, type OwnName, ownEntries } from "../cache/cacheContents.ts";
import { cacheFolderPath, requireOwn } from "../cache/cacheFolder.ts";
import { clear, prune, sizeOf } from "../cache/prune.ts";
import { writeLocks } from "./lock.ts";
import type { CliContext, CliRequest } from "./options.ts";
import { dryRun, runChecks } from "./runChecks.ts";
import { runFix } from "./runFix.ts";

/** Runs one call of the CLI; returns the exit code. */
export async function act(request: CliRequest, context: CliContext): Promise<number> {
  switch (request.verb) {
    case "cache":
      return runCache(request, context);
    case "lock":
      return writeLocks(request, context);
    case "check":
      return request.options.dryRun ? dryRun(request, context) : runChecks(request.checks, request.options, context);
    case "watch":
      return (await import("./watch.ts")).watch(request, context);
    case "config":
      return (await import("./showConfig.ts")).showConfig(request.options, context);
    case "baseline":
      return (await import("./baseline.ts")).writeBaseline(request, context);
    case "init":
      return (await import("./init.ts")).init(request, context);
    case "doctor":
      return (await import("./doctor.ts")).doctor(request, context);
    case "versions":
      return (await import("./versions.ts")).versions(request, context);
    case "fix":
      return request.options.dryRun ? dryRun(request, context) : runFix(request.checks, request.options, context);
  }
}

type Request = Extract<CliRequest, { verb: "cache" }>;

/** Shows where the cache is and its sizes, prunes it, or removes it. */
export async function runCache(request: Request, context: CliContext): Promise<number> {
  const folder = cacheFolderPath(context.env);
  if (request.action === "path") context.stdout.write(`${folder}\n`);
  else if (request.action === "show") context.stdout.write(`${folder}\n${sizes(folder)}`);
  else context.stdout.write(`${await remove(request, folder)}\n`);
  return 0;
}

function sizes(cache: string): string {
  const seen = new Set<string>();
  const rows = (Object.keys(OWN_FOLDERS) as OwnName[]).map((name) => {
    const size = ownEntries(cache, name).reduce((sum, path) => sum + sizeOf(path, seen), 0);
    return `${name.padEnd(12)} ${(size / 1024 / 1024).toFixed(1).padStart(8)} MB\n`;
  });
  return existsSync(cache) ? rows.join("") : "It does not exist yet.\n";
}

async function remove({ action, limits }: Request, folder: string): Promise<string> {
  // A folder that other users can write to may contain links to anywhere.
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
      : `Removed the cache in ${folder}; kept files that are not Drydock's: ${left.join(", ")}`;
  } catch (error) {
    throw new DrydockError(
      "broken",
      `The cache ${folder} could not be cleared: ${causeOf(error)}.`,
      "Check that you can write there, and that no run is in progress.",
      error,
    );
  }
}
