import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { causeOf, DrydockError } from "../../src/errors.ts";
import type { Engine } from "../../src/flow/engine.ts";
import { fillIn, type Places } from "../../src/flow/plan.ts";
import type { Output, Plan, Step, Tool } from "../../src/model.ts";
import type { StepConfig } from "../files/configFiles.ts";
import { removePath } from "../files/disk.ts";
import { type ProcessRequest, runProcess } from "../process/runProcess.ts";
import type { WarmPool } from "../process/warmPool.ts";
import type { Environment } from "../python/environment.ts";
import type { HostProgram } from "../python/hostPrograms.ts";

/** Standard output and error, each: a working tool prints less. */
const MOST_OUTPUT = 64 * 1024 * 1024;
const SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin";

/** What the host engine needs from the local engine around it. */
export interface HostContext {
  /** The root for this plan: the shared mirror, or a copy of its own. */
  readonly workspace: (plan: Plan) => Promise<string>;
  /** Folder for the tools' caches and for each plan's room; only this run uses it. */
  readonly scratch: () => Promise<string>;
  /** Folder for what all runs share. */
  readonly shared: string;
  /** Whether the tools of this plan start with empty caches, which are removed after it. */
  readonly emptyCaches: (plan: Plan) => boolean;
  /** Where the tool is: its environment, or a program of the user's. */
  readonly toolEnvironment: (tool: Tool, check: string, signal: AbortSignal) => Promise<Environment | HostProgram>;
  readonly applicationEnvironment: (check: string, signal: AbortSignal) => Promise<Environment>;
  /** Content of a config file as it was when the run began; undefined if it is missing. */
  readonly config: (config: StepConfig) => Buffer | undefined;
  /** How the user calls the config folder, for messages. */
  readonly configFolder: string;
  readonly scripts: string;
  readonly cores: number;
  readonly now: () => number;
  readonly warn: (message: string) => void;
  /** Tools that are imported already; without it, each is started anew. */
  readonly warm?: WarmPool | undefined;
}

/** Processes of this machine; the source after their steps is the path of a folder. */
export function hostEngine(context: HostContext): Engine<string> {
  return {
    configFolder: context.configFolder,
    configText: async ({ config }) => (config === undefined ? undefined : context.config(config)?.toString("utf8")),
    open: async (plan, signal) => {
      const cwd = await context.workspace(plan);
      const scratch = await context.scratch();
      const application = plan.application ? await context.applicationEnvironment(plan.check, signal) : undefined;
      const room = join(scratch, "rooms", plan.check);
      const caches = join(context.emptyCaches(plan) ? room : scratch, "caches");
      makeEmpty(room);
      return {
        cwd,
        prepare: async (step, stop) => {
          const config = placeConfig(step, cwd, room, context);
          const environment = await context.toolEnvironment(step.tool, plan.check, stop);
          const cache = join(caches, step.tool);
          mkdirSync(cache, { recursive: true });
          const places: Places = {
            cache,
            store: join(context.emptyCaches(plan) ? room : context.shared, "modules"),
            cores: String(context.cores),
            scripts: context.scripts,
            ...("site" in environment ? { "tool-site": environment.site } : {}),
            ...(config === undefined ? {} : { config }),
            ...(application === undefined ? {} : { "app-python": application.python, "app-site": application.site }),
          };
          const scene: Scene = { cwd, room, environment, places, copies: application?.copies };
          return (argv, msLeft, until) => run(step, argv, scene, msLeft, context, until);
        },
        tree: () => cwd,
        close: () => leave(room),
      };
    },
    now: context.now,
  };
}

/**
 * The folders that a plan's tools may write to besides the source: home, and the folder of the config, which is the root
 * of pytest's tests. New for each plan, so that no run finds what an earlier one left there.
 */
function makeEmpty(room: string): void {
  try {
    removePath(room);
    mkdirSync(join(room, "home"), { recursive: true });
  } catch (error) {
    const message = `Cannot empty the folder ${room}, where the tools run: ${causeOf(error)}.`;
    throw new DrydockError("broken", message, "Free some space, or remove the folder; it will be recreated.", error);
  }
}

/** What stays is removed before the next run. */
function leave(room: string): void {
  try {
    removePath(room);
  } catch {
    // Something may still be writing there.
  }
}

/** Where a step runs, and what it needs besides its arguments. */
interface Scene {
  readonly cwd: string;
  readonly room: string;
  readonly environment: Environment | HostProgram;
  readonly places: Places;
  /** The folder of the copies of the user's projects, which are below it under their own paths. */
  readonly copies: string | undefined;
}

async function run(
  step: Step,
  argv: readonly string[],
  scene: Scene,
  msLeft: number,
  { now, warm, warn }: HostContext,
  signal: AbortSignal,
): Promise<Omit<Output, "step">> {
  const { environment, places } = scene;
  const [program = "", ...args] = argv.map((word) => fillIn(word, places));
  const filled = Object.fromEntries(Object.entries(step.env).map(([name, value]) => [name, fillIn(value, places)]));
  const bin = "bin" in environment ? environment.bin : dirname(environment.path);
  const request: ProcessRequest = {
    file: program.includes("/") ? program : "bin" in environment ? join(bin, program) : environment.path,
    args,
    cwd: scene.cwd,
    env: { ...filled, PATH: `${bin}:${SYSTEM_PATH}`, HOME: join(scene.room, "home") },
    timeoutMs: msLeft,
    maxBytes: MOST_OUTPUT,
    signal,
    contained: true,
  };
  const began = now();
  const { end, stdout, stderr, heldOpen } =
    (await warm?.run(request)) ?? (await runProcess({ ...request, timeoutMs: Math.max(1, msLeft - (now() - began)) }));
  if (heldOpen) warn(`${step.tool} left a process running that could not be ended, and was not waited for.`);
  const neutral = (text: string) => withoutFolders(text, step, scene);
  return { end, stdout: neutral(stdout), stderr: neutral(stderr) };
}

/** A tool's output with the names that folders have in a container, so that both engines print the same. */
function withoutFolders(text: string, { tool }: Step, { environment: at, places, copies }: Scene): string {
  const { config } = places;
  const own = copies === undefined ? text : text.replaceAll(`${copies}/`, "/");
  const called = "folder" in at ? own.replaceAll(`${at.folder}/`, `/opt/drydock/${tool}/`) : own;
  return config === undefined || !config.startsWith("/")
    ? called
    : called.replaceAll(`${dirname(config)}/`, "/app/config/");
}

/**
 * The path of the config that a step is given. One in the tree stays in its place; one from elsewhere is put into
 * a folder of its own, as it was read when the run began.
 */
function placeConfig({ id, config }: Step, cwd: string, room: string, context: HostContext): string | undefined {
  if (config?.how !== "given") return undefined;
  if (config.path !== undefined && existsSync(join(cwd, config.path))) return config.path;
  const content = context.config(config);
  if (content === undefined) return undefined;
  const folder = join(room, "config", id);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, config.name);
  writeFileSync(path, content);
  return path;
}
