import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { selectChecks, toolSpec } from "../../src/checks/catalog.ts";
import { causeOf } from "../../src/errors.ts";
import { isAbout } from "../../src/flow/judge.ts";
import { lockedVersion } from "../../src/flow/lock.ts";
import { planCheck } from "../../src/flow/plan.ts";
import type { CheckSpec, PlanInput, Role, Tool } from "../../src/model.ts";
import { printable, printableJson } from "../../src/report/safeText.ts";
import { cacheFolderPath } from "../cache/cacheFolder.ts";
import { isChecked, openProject, type Project, SETTINGS_FILE } from "../engine/project.ts";
import { type PythonClaim, pythonClaims } from "../engine/pythonClaims.ts";
import { lockFiles } from "../files/configFiles.ts";
import { findInterpreter } from "../python/interpreter.ts";
import { shipped } from "../shipped.ts";
import type { CliContext, CliOptions } from "./options.ts";

/** What `drydock config` tells: what there is to check, and what each check goes by. Paths are from the root. */
interface Shown {
  readonly root: string;
  readonly rootBy: "git" | "folder";
  readonly tree: { readonly files: number; readonly listedBy: Project["listedBy"] };
  /** The file; null where the defaults count. */
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
    /** What the project lets in, as pyproject.toml has it. */
    readonly required: string | null;
    /** What stands in the way, in words. */
    readonly trouble?: string;
  };
  readonly requirements: string | null;
  readonly checks: readonly ShownCheck[];
  readonly notices: readonly string[];
}

interface ShownCheck {
  readonly check: string;
  readonly title: string;
  readonly targets: readonly string[];
  /** In the targets, before the tool's own excludes. */
  readonly files: number;
  readonly names: readonly string[];
  readonly requirements: boolean;
  readonly tools: readonly ShownTool[];
}

interface ShownTool {
  readonly tool: Tool;
  readonly role: Role;
  /** `given`: from the config folder, by option. `found`: by the tool itself. `none`: its defaults. `unneeded`: it knows none. */
  readonly config: { readonly how: "given" | "found" | "none" | "unneeded"; readonly path: string | null };
  /** `own`: of the config folder. `host`: no lock, a program of this machine. */
  readonly lock: { readonly by: "shipped" | "own" | "host"; readonly path: string | null; readonly version: string };
  readonly python: readonly PythonClaim[];
}

/** Tells what a run would go by, and starts no tool. */
export async function showConfig(options: CliOptions, world: CliContext): Promise<number> {
  const shown = await gather(options, world);
  world.stdout.write(options.json ? `${printableJson(JSON.stringify(shown, null, 2))}\n` : text(shown));
  return 0;
}

async function gather(options: CliOptions, { cwd, env, signal }: CliContext): Promise<Shown> {
  const project = await openProject({ ...options, cwd, env, signal });
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
    targetsBy: options.source.length > 0 ? "words" : named ? "settings" : "found",
    python: { wanted: settings.python, by: project.pythonBy, required, ...(await pythonOf(project, env, signal)) },
    requirements: requirements === undefined ? null : at(requirements),
    checks,
    notices: [
      ...project.notices,
      ...lockFiles(config, shipped()).notices,
      ...claims.flatMap(({ conflict }) => conflict ?? []),
    ],
  };
}

/** As a run would find it, but that nothing is downloaded. */
async function pythonOf({ settings }: Project, env: CliContext["env"], signal: AbortSignal) {
  const memoFile = join(cacheFolderPath(env), "interpreters.json");
  try {
    const { version, path, matches } = await findInterpreter(settings.python, { env, memoFile, signal });
    const trouble = `Python ${settings.python} is not on this machine: a run tries to download it, else it takes this one`;
    return { found: version, path, ...(matches ? {} : { trouble }) };
  } catch (error) {
    signal.throwIfAborted();
    return { found: null, path: null, trouble: causeOf(error) };
  }
}

function shownCheck(spec: CheckSpec, input: PlanInput, project: Project): ShownCheck {
  const roles = new Map<Tool, Role>();
  for (const { tool, role } of planCheck(spec, input).steps) if (!roles.has(tool)) roles.set(tool, role);
  const { files, links } = project.listing;
  const checked = [...files, ...links.keys()].filter(isChecked(project));
  return {
    check: spec.name,
    title: spec.title,
    targets: input.targets.filter(({ holds }) => holds.has(spec.files.join(" "))).map(({ path }) => path),
    files: checked.filter((path) => isAbout(spec, path)).length,
    names: spec.files,
    requirements: spec.application && input.application,
    tools: [...roles].map(([tool, role]) => shownTool(tool, role, project)),
  };
}

function shownTool(tool: Tool, role: Role, project: Project): ShownTool {
  const { source, config: syntax } = toolSpec(tool);
  const config = project.configs[tool] ?? { how: "none" };
  const path =
    config.how === "none" ? null : config.how === "found" ? config.path : join(project.configName, config.name);
  return {
    tool,
    role,
    config: { how: syntax === undefined ? "unneeded" : config.how, path },
    lock:
      source.kind === "image" ? { by: "host", path: source.program, version: source.version } : lockOf(tool, project),
    python: pythonClaims(project, [tool]).filter((claim) => claim.tool === tool),
  };
}

function lockOf(tool: Tool, { config, configName }: Project): ShownTool["lock"] {
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

type Row = readonly [label: string, words: string];

const BY_TARGETS = {
  words: "named on the command line",
  settings: `"source" in ${SETTINGS_FILE}`,
  found: "found: src, else the packages, tests and modules at the root",
} as const;
const BY_PYTHON = { option: "--python", settings: `"python" in ${SETTINGS_FILE}`, default: "the default" } as const;

function text(shown: Shown): string {
  const { python, tree } = shown;
  const rows: readonly Row[] = [
    [
      "root",
      `${shown.root} (${shown.rootBy === "git" ? "the folder with .git" : "no .git above: the folder of the call, or of what it names"})`,
    ],
    [
      "tree",
      `${counted(tree.files, "file")}, listed by ${tree.listedBy === "git" ? "git" : ".gitignore files, without git"}`,
    ],
    ["ignored", ["the built-in list", ...shown.ignore].join(", ")],
    ["settings", shown.settings ?? `none: no ${SETTINGS_FILE}, so the defaults count`],
    ["config", shown.configFolder === null ? "no config folder" : `the folder ${shown.configFolder}`],
    ["targets", `${shown.targets.join(", ")} (${BY_TARGETS[shown.targetsBy]})`],
    ["python", `${python.wanted} (${BY_PYTHON[python.by]}); ${foundWords(python)}`],
    ["application", shown.requirements ?? "no requirements are named: its packages are not installed"],
  ];
  const checks = shown.checks.map(
    (check) => `\n${check.check} (${check.title})\n${aligned(checkRows(check, shown), "  ")}`,
  );
  const notices = shown.notices.map((notice) => `\n! ${printable(notice)}\n`);
  return [aligned(rows, ""), ...notices, ...checks].join("");
}

function foundWords({ found, path, required, trouble }: Shown["python"]): string {
  return [
    ...(found === null ? [] : [`found ${found} at ${path}`]),
    ...(trouble === undefined ? [] : [trouble]),
    ...(required === null ? [] : [`requires-python in pyproject.toml is "${required}"`]),
  ].join("; ");
}

function checkRows(check: ShownCheck, { requirements }: Shown): readonly Row[] {
  const where = check.targets.length === 0 ? "none of the targets" : check.targets.join(", ");
  const tools = check.tools.flatMap((tool): readonly Row[] => {
    const as = tool.role === "gate" ? "" : ` (${tool.tool}, ${tool.role} only)`;
    return [
      ["config", configWords(tool) + as],
      ["version", lockWords(tool) + as],
      ...tool.python.map(({ setting, value, file }): Row => ["python", `${setting} in ${file} is ${value}${as}`]),
    ];
  });
  return [
    ...tools,
    ["targets", where],
    ["files", `${check.files} of ${check.names.join(", ")}, before the tool's own excludes`],
    ...(check.requirements ? [["application", `${requirements}, installed for this check`] as const] : []),
  ];
}

function configWords({ tool, config: { how, path } }: ShownTool): string {
  if (how === "given") return `${path}, from the config folder`;
  if (how === "found") return `${path}, found by ${tool} itself`;
  return how === "none" ? `none: the defaults of ${tool} count` : "none needed";
}

function lockWords({ tool, lock: { by, path, version } }: ShownTool): string {
  if (by === "host") return `${path} of this machine, ${version} in containers`;
  return `${tool} ${version}, ${by === "own" ? `locked by ${path}` : "locked by Drydock"}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function aligned(rows: readonly Row[], indent: string): string {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, words]) => `${indent}${label.padEnd(width)}  ${printable(words)}\n`).join("");
}
