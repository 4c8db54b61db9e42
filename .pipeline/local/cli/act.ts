import { dryRun } from "./dryRun.ts";
import type { CliRequest } from "./options.ts";
import { runCache } from "./runCache.ts";
import { runChecks } from "./runChecks.ts";
import { runCompletion } from "./runCompletion.ts";
import { runFix } from "./runFix.ts";
import type { CliWorld } from "./world.ts";

/** Carries out one call of the CLI; returns the exit code. */
export async function act(request: CliRequest, world: CliWorld): Promise<number> {
  switch (request.verb) {
    case "cache":
      return runCache(request, world);
    case "completion":
      return runCompletion(request, world);
    case "check":
      return request.options.dryRun ? dryRun(request, world) : runChecks(request.checks, request.options, world);
    case "fix":
      return request.options.dryRun ? dryRun(request, world) : runFix(request.checks, request.options, world);
  }
}
