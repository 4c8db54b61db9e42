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
import type { OnEvent } from "../../src/flow/events.ts";
import type { Run } from "../../src/model.ts";
import type { ReportContext } from "../../src/report/context.ts";
import { REPORTS } from "../../src/report/reports.ts";
import { requireLineUrl } from "../../src/report/safeText.ts";
import type { Project } from "../engine/project.ts";
import { discardFile, makeFolder, replaceFile } from "../files/disk.ts";
import type { Tree } from "../files/readTree.ts";
import { leftoversIn, temporaryName } from "../files/staging.ts";
import { chooseUi } from "../ui/chooseUi.ts";
import { logGuard, type Outlet } from "../ui/terminal.ts";
import { aboutRun } from "./about.ts";
import type { CliContext, CliOptions, ReportTarget } from "./options.ts";
import { isGithub, lineUrl, reportTargets } from "./reportTargets.ts";
import { brokenRun, sourceContext } from "./sourceContext.ts";
import { trendOf } from "./trend.ts";

/** A finished run, with its project and tree. */
export interface Delivery {
  readonly run: Run;
  readonly project: Project;
  readonly tree: Tree;
}

/** What a verb does: its checks, the work itself, and how its result is printed. */
interface Work<D extends Delivery> {
  readonly names: readonly string[] | "all";
  readonly kind: "all" | "one" | "fix";
  readonly act: (targets: readonly ReportTarget[], on: OnEvent) => Promise<D>;
  readonly print: (done: D, out: Outlet, display: (path: string) => string) => void;
}

/** Does the work of checks or of a fix, shows its progress, and delivers the result: a failure is in the reports too. */
export async function perform<D extends Delivery>(
  { names, kind, act, print }: Work<D>,
  options: CliOptions,
  context: CliContext,
): Promise<D> {
  const ui = chooseUi({ screen: context.stderr, env: context.env, ...options });
  try {
    const targets = reportTargets(options, kind, context);
    requireLineUrl(options.lineUrl);
    const done = await act(targets, ui.on).catch(reportFailure(names, targets, context));
    await ui.close();
    await deliver(done, targets, options, context, (out, display) => print(done, out, display));
    return done;
  } finally {
    await ui.close();
  }
}

/** Prints the verdict, then writes the reports. If a report goes to standard output, the verdict goes to standard error. */
async function deliver(
  { run, project, tree }: Delivery,
  targets: readonly ReportTarget[],
  options: CliOptions,
  context: CliContext,
  print: (out: Outlet, display: (path: string) => string) => void,
): Promise<void> {
  // Paths are relative to the current folder, so that a terminal can open them.
  const display = (path: string) => relative(context.cwd, resolve(project.root, path)) || ".";
  const forPeople = isGithub(context.env) && !options.json ? logGuard(context.stdout) : context.stdout;
  print(targets.some(({ path }) => path === "-") ? context.stderr : forPeople, display);
  if (targets.length === 0) return;
  const now = new Date();
  const about = await aboutRun(run, project, context, now);
  const source = sourceContext(run, project, tree, options.lineUrl ?? lineUrl(context.env), about);
  writeReports(run, { ...source, ...trendOf(run, options, context.cwd, now) }, targets, context);
  const files = targets.filter(({ path, append }) => path !== "-" && !append).map(({ path }) => path);
  if (!options.quiet && files.length > 0) context.stderr.write(`Reports: ${files.join(", ")}\n`);
  const page = targets.find(({ format, path }) => format === "html" && path !== "-");
  if (options.open && page !== undefined) await openInBrowser(resolve(context.cwd, page.path), context);
}

/** Opens a file or an address in the browser; if that fails, says which. The verdict does not change. */
export async function openInBrowser(place: string, { stderr }: Pick<CliContext, "stderr">): Promise<void> {
  try {
    const { default: open } = await import("open");
    const opener = await open(place);
    // A program that cannot be started reports it only in an event, which ends the process if nothing listens.
    if (opener.pid === undefined) throw (await once(opener, "error"))[0];
  } catch (error) {
    stderr.write(`${place} could not be opened: ${causeOf(error)}. Open it manually.\n`);
  }
}

/** Writes each report atomically. After trying all of them, throws `broken` naming those that failed. */
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
  throw new DrydockError("broken", message, "Name a writable place. The verdict above is still valid.");
}

/** A reader sees the old file or the new one, never part of one. Anything but a regular file, such as a pipe, is written directly. */
function writeReport({ path, links }: ReportTarget, cwd: string, text: string): void {
  const file = resolve(cwd, path);
  if (links === "none") refuseLinks(cwd, path);
  makeFolder(dirname(file));
  const existing = (links === undefined ? statSync : lstatSync)(file, { throwIfNoEntry: false });
  if (existing !== undefined && !existing.isFile() && !existing.isSymbolicLink()) {
    writeDirectly(file, text);
    return;
  }
  // A link that the user named is kept, and its target is replaced; any other link is replaced itself.
  const target = links === undefined && existing !== undefined ? realpathSync(file) : file;
  for (const leftover of leftoversIn(dirname(target))) discardFile(leftover);
  replaceFile(target, text, join(dirname(target), temporaryName()));
}

/** Throws if a folder between the working directory and the file is a link: the repository controls where it leads. */
function refuseLinks(cwd: string, path: string): void {
  const folders = dirname(path).split("/");
  for (let depth = 1; depth <= folders.length; depth += 1) {
    const folder = folders.slice(0, depth).join("/");
    if (lstatSync(resolve(cwd, folder), { throwIfNoEntry: false })?.isSymbolicLink() !== true) continue;
    throw new Error(`${folder} is a symbolic link; remove it, or name its target with --output-dir`);
  }
}

/** Opening a pipe without a reader would block forever and ignore signals; with O_NONBLOCK it is an error. */
function writeDirectly(path: string, text: string): void {
  const pipe = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  try {
    writeFileSync(path, text);
  } finally {
    closeSync(pipe);
  }
}

/**
 * For `catch`: writes the reports of a run that ended with an error, and rethrows it. An interruption leaves no reports. An
 * uncaught error arrives through the signal; its reports are written before the process ends.
 */
function reportFailure(
  names: readonly string[] | "all",
  targets: readonly ReportTarget[],
  context: CliContext,
): (error: unknown) => never {
  const { signal } = context;
  const write = (error: unknown) => {
    if (isDrydockError(error) && error.kind === "interrupted") return;
    try {
      writeReports(brokenRun(names, error), { lines: new Map() }, targets, context);
    } catch (reportError) {
      // The first error is rethrown.
      context.stderr.write(`drydock: ${causeOf(reportError)}\n`);
    }
  };
  signal.addEventListener("abort", () => write(signal.reason), { once: true });
  return (error) => {
    if (!signal.aborted) write(error);
    throw error;
  };
}
