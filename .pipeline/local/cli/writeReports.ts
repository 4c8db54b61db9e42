import {
  appendFileSync,
  closeSync,
  constants,
  lstatSync,
  openSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { causeOf, DrydockError } from "../../src/errors.ts";
import type { ReportContext } from "../../src/model/reportContext.ts";
import type { Run } from "../../src/model/run.ts";
import { REPORTS } from "../../src/report/reports.ts";
import { discard } from "../tree/discard.ts";
import { makeFolder } from "../tree/makeFolder.ts";
import { leftoversIn, temporaryName } from "../tree/staging.ts";
import type { ReportTarget } from "./options.ts";
import type { CliWorld } from "./world.ts";

/** Writes each report whole or not at all. Throws `broken`, naming every one that could not be, once all have been tried. */
export function writeReports(
  run: Run,
  context: ReportContext,
  targets: readonly ReportTarget[],
  { cwd, stdout }: Pick<CliWorld, "cwd" | "stdout">,
): void {
  const failures = new Map<string, string[]>();
  for (const target of targets) {
    const { format, path, append } = target;
    const text = REPORTS[format].render(run, context);
    try {
      if (path === "-") stdout.write(text);
      else if (append) appendFileSync(resolve(cwd, path), text);
      else replaceFile(target, cwd, text);
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

/** A reader sees the old file or the new one, never a part. What is no file, such as a pipe, is written to as it is. */
function replaceFile({ path, links }: ReportTarget, cwd: string, text: string): void {
  const file = resolve(cwd, path);
  if (links === "none") refuseLinks(cwd, path);
  makeFolder(dirname(file));
  const there = (links === undefined ? statSync : lstatSync)(file, { throwIfNoEntry: false });
  if (there !== undefined && !there.isFile() && !there.isSymbolicLink()) {
    writeAsItIs(file, text);
    return;
  }
  // Of a link that the user named the file behind it is replaced, and of any other the link.
  const target = links === undefined && there !== undefined ? realpathSync(file) : file;
  for (const leftover of leftoversIn(dirname(target))) discard(leftover);
  const temporary = join(dirname(target), temporaryName());
  try {
    writeFileSync(temporary, text, { flag: "wx" });
    renameSync(temporary, target);
  } catch (error) {
    discard(temporary);
    throw error;
  }
}

/** Throws for a folder on the way to the file, from the working directory on, that is a link: the repository says where it leads. */
function refuseLinks(cwd: string, path: string): void {
  const folders = dirname(path).split("/");
  for (let depth = 1; depth <= folders.length; depth += 1) {
    const folder = folders.slice(0, depth).join("/");
    if (lstatSync(resolve(cwd, folder), { throwIfNoEntry: false })?.isSymbolicLink() !== true) continue;
    throw new Error(`${folder} is a symbolic link; remove it, or name the folder that it leads to with --output-dir`);
  }
}

/** A pipe that nobody reads would be waited for without end, and no signal be heard: without waiting it is an error. */
function writeAsItIs(path: string, text: string): void {
  const reader = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  try {
    writeFileSync(path, text);
  } finally {
    closeSync(reader);
  }
}
