import { printable, printableJson } from "../../src/report/safeText.ts";
import { type CheckOverview, type Overview, overview, type ToolOverview } from "../engine/overview.ts";
import { SETTINGS_FILE } from "../engine/project.ts";
import type { CliContext, CliOptions } from "./options.ts";

/** Prints what a run would use, and starts no tool. */
export async function showConfig(options: CliOptions, world: CliContext): Promise<number> {
  const { cwd, env, signal, stdout } = world;
  const shown = await overview({ ...options, cwd, env, signal }, signal);
  stdout.write(options.json ? `${printableJson(JSON.stringify(shown, null, 2))}\n` : text(shown));
  return 0;
}

type Row = readonly [label: string, words: string];

const BY_TARGETS = {
  words: "named on the command line",
  settings: `"source" in ${SETTINGS_FILE}`,
  found: "found: src, else the packages, tests and modules at the root",
} as const;
const BY_PYTHON = { option: "--python", settings: `"python" in ${SETTINGS_FILE}`, default: "the default" } as const;

function text(shown: Overview): string {
  const { python, tree } = shown;
  const rows: readonly Row[] = [
    [
      "root",
      `${shown.root} (${shown.rootBy === "git" ? "the folder with .git" : "no .git above: the current folder, or that of the named paths"})`,
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

function foundWords({ found, path, required, problem }: Overview["python"]): string {
  return [
    ...(found === null ? [] : [`found ${found} at ${path}`]),
    ...(problem === undefined ? [] : [problem]),
    ...(required === null ? [] : [`requires-python in pyproject.toml is "${required}"`]),
  ].join("; ");
}

function checkRows(check: CheckOverview, { requirements }: Overview): readonly Row[] {
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

function configWords({ tool, config: { how, path } }: ToolOverview): string {
  if (how === "given") return `${path}, from the config folder`;
  if (how === "found") return `${path}, found by ${tool} itself`;
  return how === "none" ? `none: the defaults of ${tool} count` : "none needed";
}

function lockWords({ tool, lock: { by, path, version } }: ToolOverview): string {
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
