import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { toolSpec } from "../../src/checks/catalog.ts";
import type { PlanInput } from "../../src/checks/rows.ts";
import { DrydockError } from "../../src/errors.ts";
import type { OnEvent } from "../../src/flow/events.ts";
import { refuseOldPython } from "../../src/flow/lock.ts";
import type { Plan, Tool } from "../../src/model.ts";
import { type CacheFolder, cacheFolder } from "../cache/cacheFolder.ts";
import { type ConfigFiles, configFiles, type LockFiles, lockFiles } from "../files/configFiles.ts";
import { namesIn } from "../files/disk.ts";
import { type Application, readApplication } from "../python/application.ts";
import { type HostProgram, hostProgram } from "../python/hostPrograms.ts";
import { findInterpreter, type Interpreter } from "../python/interpreter.ts";
import { downloadPython, findUv } from "../python/uv.ts";
import { shipped } from "../shipped.ts";
import { configReferences } from "./configReferences.ts";
import type { Project } from "./project.ts";

/** Scripts of Drydock that run tools. */
const LAUNCHERS = [
  ...["", "_facts", "_keys", "_lines", "_modules", "_store", "_trees"].map((part) => `drydock_pylint${part}.py`),
  ...["drydock_black.py", "drydock_pytest.py", "drydock_each.py", "drydock_phplint.php", "drydock_warm.py"],
];

export interface PrepareRequest {
  readonly project: Project;
  /** The permanent cache folder; if it is not writable, a temporary one is used, with a notice. */
  readonly cachePath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly on: OnEvent;
}

/** All that is known before the source is read. */
export interface Prepared {
  readonly project: Project;
  readonly cache: CacheFolder;
  readonly interpreter: Interpreter;
  readonly input: PlanInput;
  readonly config: ConfigFiles;
  readonly locks: LockFiles;
  readonly scripts: string;
  readonly scriptsDigest: string;
  /** Null until the plans are known and one needs it, and if the user named no requirements. */
  readonly application: Application | null;
  readonly uv: () => Promise<string>;
  /** The user's program that is a tool, looked for once, when it is first needed. Rejects if there is no usable one. */
  readonly program: (tool: Tool) => Promise<HostProgram>;
  /** The user's environment variables, for installing. */
  readonly env: PrepareRequest["env"];
  readonly notices: readonly string[];
}

/** Finds the cache, the Python and the locks. If all is remembered from an earlier run, it starts no process. */
export async function prepare(request: PrepareRequest): Promise<Prepared> {
  const { project, env, signal } = request;
  requireApart(request.cachePath, project);
  const cache = cacheFolder(request.cachePath);
  refuseOldPython(
    project.settings.python,
    project.config === undefined ? [] : namesIn(join(project.config, "requirements")),
  );
  const locks = lockFiles(project.config, shipped());
  const { interpreter, uv } = await findPython(project.settings.python, { cache, locks, env, signal });
  const scripts = join(shipped(), "python");
  return {
    project,
    cache,
    interpreter,
    input: {
      settings: project.settings,
      application: project.requirements !== undefined,
      olderPython: !interpreter.matches && isOlder(interpreter.version, project.settings.python),
      targets: project.targets,
      named: project.named,
      configs: project.configs,
    },
    config: configFiles(project.config, project.root),
    locks,
    scripts,
    scriptsDigest: digestOf(LAUNCHERS.map((name) => readFileSync(join(scripts, name)))),
    application: null,
    uv,
    program: programs(env, signal),
    env,
    notices: [...project.notices, ...cacheNotice(cache), ...pythonNotice(interpreter), ...locks.notices],
  };
}

/** The Python that the tools run on, and uv, which installs them: looked for when it is first needed. */
export async function findPython(
  wanted: string,
  { cache, locks, env, signal }: Pick<Prepared, "cache" | "locks" | "env"> & Pick<PrepareRequest, "signal">,
) {
  const root = join(cache.folder, "environments");
  const uv = once(async () => findUv({ env, root, lock: locks.lock("uv"), signal }));
  const interpreter = await findInterpreter(wanted, {
    env,
    memoFile: join(cache.folder, "interpreters.json"),
    download: async (version, stop) => downloadPython(await uv(), version, { env, root, signal: stop }),
    signal,
  });
  return { interpreter, uv, root };
}

/** The requirements as they are now; null if the user named none. */
export async function applicationOf(
  { requirements, root, repository = root }: Pick<Project, "requirements" | "root" | "repository">,
  env: PrepareRequest["env"],
  signal: AbortSignal,
): Promise<Application | null> {
  return requirements === undefined ? null : readApplication(requirements, env, signal, repository);
}

/** What the plan reads that is not in its key, as a clause; such a check is never replayed. */
export function externalReferences(plan: Plan, { config, application }: Prepared): string | undefined {
  const reach = plan.application ? application?.reach : undefined;
  return configReferences(plan, config) ?? (reach && `${reach} may lead to files that Drydock does not know of`);
}

function requireApart(cache: string, { root, targets }: Pick<Project, "root" | "targets">): void {
  const checked = [root, ...targets.map(({ path }) => join(root, path))];
  if (!existsSync(cache) || !checked.includes(realpathSync(cache))) return;
  throw new DrydockError("misuse", `The cache folder ${cache} is the source.`, "Name another with DRYDOCK_CACHE.");
}

function cacheNotice({ permanent, problem }: CacheFolder): readonly string[] {
  if (problem === undefined) return [];
  return [
    `The cache folder ${permanent} is not writable (${problem}), so nothing from this run is kept. Set DRYDOCK_CACHE to another folder.`,
  ];
}

function pythonNotice({ matches, version, wanted }: Interpreter): readonly string[] {
  if (matches) return [];
  return [
    `Python ${wanted} was not found, so the tools run on Python ${version}. Install Python ${wanted} for the verdict of CI.`,
  ];
}

function isOlder(version: string, wanted: string): boolean {
  return Number(version.split(".")[1]) < Number(wanted.split(".")[1]);
}

function digestOf(contents: readonly Buffer[]): string {
  const digest = createHash("sha256");
  for (const content of contents) digest.update(content);
  return digest.digest("hex");
}

function programs(env: PrepareRequest["env"], signal: AbortSignal): Prepared["program"] {
  const found = new Map<Tool, Promise<HostProgram>>();
  return (tool) => {
    const source = toolSpec(tool).source;
    if (source.kind !== "image") throw new RangeError(`${tool} is not one of the user's programs.`);
    const program = found.get(tool) ?? hostProgram(source, env, signal);
    found.set(tool, program);
    return program;
  };
}

/** Made when it is first needed, since a run with everything cached never needs it. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
