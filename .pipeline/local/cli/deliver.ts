import { once } from "node:events";
import {
  appendFileSync,
  closeSync,
  constants,
  lstatSync,
  openSync,
  realpathSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { causeOf, DrydockError, isDrydockError } from "../../src/errors.ts";
import type { ReportContext, Run } from "../../src/model.ts";
import { REPORTS } from "../../src/report/reports.ts";
import type { Project } from "../engine/project.ts";
import { discardFile, makeFolder, replaceFile } from "../files/disk.ts";
import type { Tree } from "../files/readTree.ts";
import { leftoversIn, temporaryName } from "../files/staging.ts";
import { logGuard, type Outlet } from "../ui/terminal.ts";
import type { CliContext, CliOptions, ReportTarget } from "./options.ts";
import { isGithub, lineUrl } from "./reportTargets.ts";
import { brokenRun, sourceContext } from "./sourceContext.ts";

/** A run that is over, with what it was about. */
export interface Delivery {
  readonly run: Run;
  readonly project: Project;
  readonly tree: Tree;
}

/** Prints the verdict, then writes the reports. Where a report is printed, the verdict for people goes to standard error. */
export async function deliver(
  { run, project, tree }: Delivery,
  targets: readonly ReportTarget[],
  options: CliOptions,
  context: CliContext,
  print: (out: Outlet, display: (path: string) => string) => void,
): Promise<void> {
  // As a path leads from the current folder, so that a terminal can open it.
  const display = (path: string) => relative(context.cwd, resolve(project.root, path)) || ".";
  const forPeople = isGithub(context.env) && !options.json ? logGuard(context.stdout) : context.stdout;
  print(targets.some(({ path }) => path === "-") ? context.stderr : forPeople, display);
  if (targets.length === 0) return;
  writeReports(run, sourceContext(run, project, tree, options.lineUrl ?? lineUrl(context.env)), targets, context);
  const files = targets.filter(({ path, append }) => path !== "-" && !append).map(({ path }) => path);
  if (!options.quiet && files.length > 0) context.stderr.write(`Reports: ${files.join(", ")}\n`);
  const page = targets.find(({ format, path }) => format === "html" && path !== "-");
  if (options.open && page !== undefined) await openReport(page.path, context);
}

/** Opens a file in the browser. Where there is none, says where the file is; the verdict stays. */
async function openReport(path: string, { cwd, stderr }: Pick<CliContext, "cwd" | "stderr">): Promise<void> {
  const file = resolve(cwd, path);
  try {
    const { default: open } = await import("open");
    const opener = await open(file);
    // A program that can't be started says so only in an event, which ends the process if nobody listens.
    if (opener.pid === undefined) throw (await once(opener, "error"))[0];
  } catch (error) {
    stderr.write(`${file} could not be opened: ${causeOf(error)}. Open it by hand.\n`);
  }
}

/** Writes each report whole or not at all. Once all have been tried, throws `broken` that names those that could not be. */
export function writeReports(
  run: Run,
  source: ReportContext,
  targets: readonly ReportTarget[],
  { cwd, stdout }: Pick<CliContext, "cwd" | "stdout">,
): void {
  const failures = new Map<string, string[]>();
  for (const target of targets) {
    const { format, path, append } = target;
    const text = REPORTS[format].render(run, source);
    try {
      if (path === "-") stdout.write(text);
      else if (append) appendFileSync(resolve(cwd, path), text);
      else writeReport(target, cwd, text);
    } catch (error) {
      const cause = causeOf(error);
      failures.set(cause, [...(failures.get(cause) ?? []), `${format} in ${path}`]);
    }
  }
  if (failures.size === 0) return;
  const lines = [...failures].map(([cause, reports]) => `${reports.join(", ")}: ${cause}`);
  const message = ["These reports could not be written:", ...lines].join("\n  ");
  throw new DrydockError("broken", message, "Name a place that can be written; the verdict above holds.");
}

/** A reader sees the old file or the new one, never a part. What is not a file, such as a pipe, is written to directly. */
function writeReport({ path, links }: ReportTarget, cwd: string, text: string): void {
  const file = resolve(cwd, path);
  if (links === "none") refuseLinks(cwd, path);
  makeFolder(dirname(file));
  const there = (links === undefined ? statSync : lstatSync)(file, { throwIfNoEntry: false });
  if (there !== undefined && !there.isFile() && !there.isSymbolicLink()) {
    writeDirectly(file, text);
    return;
  }
  // A link that the user named keeps its place, and the file behind it is replaced; any other link is replaced itself.
  const target = links === undefined && there !== undefined ? realpathSync(file) : file;
  for (const leftover of leftoversIn(dirname(target))) discardFile(leftover);
  replaceFile(target, text, join(dirname(target), temporaryName()));
}

/** Throws if a folder on the way from the working directory to the file is a link: the repository says where it leads. */
function refuseLinks(cwd: string, path: string): void {
  const folders = dirname(path).split("/");
  for (let depth = 1; depth <= folders.length; depth += 1) {
    const folder = folders.slice(0, depth).join("/");
    if (lstatSync(resolve(cwd, folder), { throwIfNoEntry: false })?.isSymbolicLink() !== true) continue;
    throw new Error(`${folder} is a symbolic link; remove it, or name the folder that it leads to with --output-dir`);
  }
}

/** Opening a pipe that nobody reads would wait forever and hear no signal; without waiting it is an error. */
function writeDirectly(path: string, text: string): void {
  const reader = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  try {
    writeFileSync(path, text);
  } finally {
    closeSync(reader);
  }
}

/**
 * For `catch`: writes the reports of a run that ended by an error, and throws it on. An interruption leaves no report. An
 * error that nobody caught comes by the signal; its reports are written before the process ends.
 */
export function reportFailure(
  names: readonly string[] | "all",
  targets: readonly ReportTarget[],
  context: CliContext,
): (error: unknown) => never {
  const { signal } = context;
  const write = (error: unknown) => {
    if (isDrydockError(error) && error.kind === "interrupted") return;
    try {
      writeReports(brokenRun(names, error), { lines: new Map() }, targets, context);
    } catch (second) {
      // The first error is thrown on.
      context.stderr.write(`drydock: ${causeOf(second)}\n`);
    }
  };
  signal.addEventListener("abort", () => write(signal.reason), { once: true });
  return (error) => {
    if (!signal.aborted) write(error);
    throw error;
  };
}
