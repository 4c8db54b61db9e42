import { existsSync } from "node:fs";
import { join } from "node:path";
import { toolSpec } from "../../src/checks/catalog.ts";
import type { OnEvent } from "../../src/flow/events.ts";
import type { Plan, Tool } from "../../src/model.ts";
import type { LockFiles } from "../files/configFiles.ts";
import type { Application } from "../python/application.ts";
import { applicationEnvironment } from "../python/applicationEnvironment.ts";
import { type Environment, environmentHealth } from "../python/environment.ts";
import type { HostProgram } from "../python/hostPrograms.ts";
import { environmentPath, toolEnvironment } from "../python/install.ts";
import type { Interpreter } from "../python/interpreter.ts";

export interface EnvironmentsRequest {
  readonly locks: LockFiles;
  readonly interpreter: Interpreter;
  /** Folders that may hold environments; new ones are made in the first. */
  readonly roots: readonly string[];
  readonly application: Application | null;
  /** A folder that only this run uses. */
  readonly home: () => string;
  /** The user's environment variables: indexes, proxies, certificates. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly uv: () => Promise<string>;
  /** The user's program that is the tool. */
  readonly program: (tool: Tool) => Promise<HostProgram>;
  /** Throws when the application's requirements are not what they were when the run began. */
  readonly verifyApplication: () => Promise<void>;
  readonly on: OnEvent;
}

/** Environments by tool, each made once however many checks ask for it; for a tool that is a program, that program. */
export interface Environments {
  readonly tool: (tool: Tool, check: string, signal: AbortSignal) => Promise<Environment | HostProgram>;
  readonly application: (check: string, signal: AbortSignal) => Promise<Environment>;
  /** What is wrong with an environment that the plan used; undefined if nothing. */
  readonly problem: (plan: Plan) => Promise<string | undefined>;
}

// With a space, so that no tool has the same name.
const APPLICATION = " application";

export function environments(request: EnvironmentsRequest): Environments {
  const { locks, interpreter, env, uv, on } = request;
  const made = new Map<string, Promise<Environment>>();
  const once = async (name: string, check: string, make: () => Promise<Environment>): Promise<Environment> => {
    const promise = made.get(name) ?? make();
    made.set(name, promise);
    const environment = await promise;
    on({ type: "prepared", check });
    return environment;
  };
  const announce = (check: string) => (what: string) => on({ type: "preparing", check, what });
  return {
    tool: (tool, check, signal) => {
      if (toolSpec(tool).source.kind === "image") return request.program(tool);
      return once(tool, check, async () => {
        const lock = locks.lock(tool);
        const holds = (root: string) => existsSync(environmentPath({ lock, interpreter, root }));
        const root = request.roots.find(holds) ?? (request.roots[0] as string);
        return toolEnvironment({
          lock,
          interpreter,
          root,
          env,
          uv,
          signal,
          onPreparing: announce(check),
        });
      });
    },
    application: (check, signal) =>
      once(APPLICATION, check, async () => {
        const { application, home } = request;
        if (application === null) throw new Error("The application has no requirements.");
        const root = request.roots[0] as string;
        const environment = await applicationEnvironment({
          application,
          home,
          interpreter,
          root,
          env,
          uv,
          signal,
          onPreparing: announce(check),
        });
        await request.verifyApplication();
        for (const path of environment.beyond ?? []) on({ type: "notice", message: beyondNotice(path, application) });
        return environment;
      }),
    problem: async ({ steps, application }) => {
      for (const name of new Set([...steps.map(({ tool }) => tool), ...(application ? [APPLICATION] : [])])) {
        const environment = await made.get(name)?.catch(() => undefined);
        const problem = environment === undefined ? undefined : await environmentHealth(environment.folder);
        if (problem !== undefined) return `The environment of ${name.trim()} was damaged during the run: ${problem}.`;
      }
      return undefined;
    },
  };
}

function beyondNotice(path: string, { requirements }: Application): string {
  return `The application is installed from ${path} too, which only a package names: no result that uses it is replayed. Name it in ${requirements}.`;
}

/** The folder of environments in a cache folder. */
export function environmentsIn(cache: string): string {
  return join(cache, "environments");
}
