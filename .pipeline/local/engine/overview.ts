import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { selectChecks, toolSpec } from "../../src/checks/catalog.ts";
import type { CheckSpec, PlanInput } from "../../src/checks/rows.ts";
import { causeOf } from "../../src/errors.ts";
import { covers } from "../../src/flow/judge.ts";
import { lockedVersion } from "../../src/flow/lock.ts";
import { planCheck } from "../../src/flow/plan.ts";
import type { Role, Tool } from "../../src/model.ts";
import { cacheFolderPath } from "../cache/cacheFolder.ts";
import { lockFiles } from "../files/configFiles.ts";
import { findInterpreter } from "../python/interpreter.ts";
import { shipped } from "../shipped.ts";
import { isChecked, openProject, type Project, type ProjectRequest, SETTINGS_FILE } from "./project.ts";
import { type PythonClaim, pythonClaims } from "./pythonClaims.ts";

/** What there is to check, and what each check uses. Paths are from the root. */
export interface Overview {
  readonly root: string;
  readonly rootBy: "git" | "folder";
  readonly tree: { readonly files: number; readonly listedBy: Project["listedBy"] };
  /** The file; null if the defaults count. */
  readonly settings: string | null;
  readonly configFolder: string | null;
  readonly ignore: readonly string[];
  readonly targets: readonly string[];
  readonly targetsBy: "words" | "settings" | "found";
  readonly python: {
    readonly wanted: string;
    readonly by: Project["pythonBy"];
    readonly found: string | null;
    readonly path: string | null;
    /** The Pythons that the project allows, as pyproject.toml has it. */
    readonly required: string | null;
    /** Why another Python would run, or none, as a sentence. */
    readonly problem?: string;
  };
  readonly requirements: string | null;
  readonly checks: readonly CheckOverview[];
  readonly notices: readonly string[];
}

export interface CheckOverview {
  readonly check: string;
  readonly title: string;
  readonly targets: readonly string[];
  /** In the targets, before the tool's own excludes. */
  readonly files: number;
  readonly names: readonly string[];
  readonly requirements: boolean;
  readonly tools: readonly ToolOverview[];
}

export interface ToolOverview {
  readonly tool: Tool;
  readonly role: Role;
  /** `given`: from the config folder, by option. `found`: by the tool itself. `none`: its defaults. `unneeded`: the tool has none. */
  readonly config: { readonly how: "given" | "found" | "none" | "unneeded"; readonly path: string | null };
  /** `own`: of the config folder. `host`: no lock, a program of this machine. */
  readonly lock: { readonly by: "shipped" | "own" | "host"; readonly path: string | null; readonly version: string };
  readonly python: readonly PythonClaim[];
}

/** Gathers it, and starts no tool. */
export async function overview(request: ProjectRequest, signal: AbortSignal): Promise<Overview> {
  const project = await openProject(request);
  const { root, config, settings, requirements, listing } = project;
  const at = (path: string) => relative(root, path) || ".";
  const { targets, named, configs } = project;
  const input: PlanInput = {
    settings,
    targets,
    named,
    configs,
    application: requirements !== undefined,
    olderPython: false,
  };
  const checks = selectChecks("all", settings).map((spec) => shownCheck(spec, input, project));
  const file = config === undefined ? undefined : join(config, SETTINGS_FILE);
  const claims = pythonClaims(project, [...new Set(checks.flatMap(({ tools }) => tools.map(({ tool }) => tool)))]);
  const required = claims.find(({ tool }) => tool === undefined)?.value ?? null;
  return {
    root,
    rootBy: existsSync(join(root, ".git")) ? "git" : "folder",
    tree: { files: listing.files.size + listing.links.size, listedBy: project.listedBy },
    settings: file !== undefined && existsSync(file) ? at(file) : null,
    configFolder: config === undefined ? null : at(config),
    ignore: settings.ignore,
    targets: targets.map(({ path }) => path),
    targetsBy: request.source.length > 0 ? "words" : named ? "settings" : "found",
    python: {
      wanted: settings.python,
      by: project.pythonBy,
      required,
      ...(await pythonOf(project, request.env, signal)),
    },
    requirements: requirements === undefined ? null : at(requirements),
    checks,
    notices: [
      ...project.notices,
      ...lockFiles(config, shipped()).notices,
      ...claims.flatMap(({ conflict }) => conflict ?? []),
    ],
  };
}

/** As a run would find it, but nothing is downloaded. */
async function pythonOf({ settings }: Project, env: ProjectRequest["env"], signal: AbortSignal) {
  const memoFile = join(cacheFolderPath(env), "interpreters.json");
  try {
    const { version, path, matches } = await findInterpreter(settings.python, { env, memoFile, signal });
    const problem = `Python ${settings.python} is not on this machine: a run tries to download it, and otherwise uses this one`;
    return { found: version, path, ...(matches ? {} : { problem }) };
  } catch (error) {
    signal.throwIfAborted();
    return { found: null, path: null, problem: causeOf(error) };
  }
}

function shownCheck(spec: CheckSpec, input: PlanInput, project: Project): CheckOverview {
  const roles = new Map<Tool, Role>();
  for (const { tool, role } of planCheck(spec, input).steps) if (!roles.has(tool)) roles.set(tool, role);
  const { files, links } = project.listing;
  const checked = [...files, ...links.keys()].filter(isChecked(project));
  return {
    check: spec.name,
    title: spec.title,
    targets: input.targets.filter(({ holds }) => holds.has(spec.files.join(" "))).map(({ path }) => path),
    files: checked.filter((path) => covers(spec, path)).length,
    names: spec.files,
    requirements: spec.application && input.application,
    tools: [...roles].map(([tool, role]) => shownTool(tool, role, project)),
  };
}

function shownTool(tool: Tool, role: Role, project: Project): ToolOverview {
  const { config: syntax } = toolSpec(tool);
  const config = project.configs[tool] ?? { how: "none" };
  const path =
    config.how === "none" ? null : config.how === "found" ? config.path : join(project.configName, config.name);
  return {
    tool,
    role,
    config: { how: syntax === undefined ? "unneeded" : config.how, path },
    lock: lockOf(tool, project),
    python: pythonClaims(project, [tool]).filter((claim) => claim.tool === tool),
  };
}

/** Where the version of a tool comes from: its own lock in the config folder, Drydock's, or a program of this machine. */
export function lockOf(
  tool: Tool,
  { config, configName }: Pick<Project, "config" | "configName">,
): ToolOverview["lock"] {
  const { source } = toolSpec(tool);
  if (source.kind === "image") return { by: "host", path: source.program, version: source.version };
  const own = config !== undefined && existsSync(join(config, "requirements", `${tool}.txt`));
  const where = {
    by: own ? "own" : "shipped",
    path: own ? join(configName, "requirements", `${tool}.txt`) : null,
  } as const;
  try {
    return { ...where, version: lockedVersion(lockFiles(config, shipped()).lock(tool)) };
  } catch (error) {
    return { ...where, version: `unusable: ${causeOf(error)}` };
  }
}
