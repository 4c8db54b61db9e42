import { existsSync } from "node:fs";
import { join } from "node:path";
import type { OnEvent } from "../../src/events.ts";
import { applicationEnvironment } from "../environment/applicationEnvironment.ts";
import { type Environment, environmentPath, toolEnvironment } from "../environment/toolEnvironment.ts";
import type { LockFiles } from "../project/lockFiles.ts";
import type { Interpreter } from "../python/findInterpreter.ts";

export interface EnvironmentsRequest {
  readonly locks: LockFiles;
  readonly interpreter: Interpreter;
  /** Folders that may hold environments; new ones are made in the first. */
  readonly roots: readonly string[];
  readonly requirements?: string;
  /** The user's environment variables: indexes, proxies, certificates. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly uv: () => Promise<string>;
  readonly on: OnEvent;
}

/** Environments by tool, each made once however many checks ask for it. */
export interface Environments {
  readonly tool: (tool: string, check: string, signal: AbortSignal) => Promise<Environment>;
  readonly application: (check: string, signal: AbortSignal) => Promise<Environment>;
}

export function environments(request: EnvironmentsRequest): Environments {
  const { locks, interpreter, env, uv, on } = request;
  const made = new Map<string, Promise<Environment>>();
  const once = (name: string, make: () => Promise<Environment>): Promise<Environment> => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const fresh = make();
    made.set(name, fresh);
    return fresh;
  };
  const announce = (check: string) => (what: string) => on({ type: "preparing", check, what });
  return {
    tool: (tool, check, signal) =>
      once(tool, () => {
        const lockFile = locks.path(tool);
        const holds = (root: string) => existsSync(environmentPath({ tool, lockFile, interpreter, root }));
        const root = request.roots.find(holds) ?? (request.roots[0] as string);
        return toolEnvironment({ tool, lockFile, interpreter, root, env, uv, signal, onPreparing: announce(check) });
      }),
    application: (check, signal) =>
      once(" application", () => {
        const requirements = request.requirements ?? "";
        const root = request.roots[0] as string;
        return applicationEnvironment({ requirements, interpreter, root, env, uv, signal, onPreparing: announce(check) });
      }),
  };
}

/** The folder of environments in a cache folder. */
export function environmentsIn(cache: string): string {
  return join(cache, "environments");
}
