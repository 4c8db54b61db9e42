import {
  appendFileSync,
  closeSync,
  constants,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import { causeOf, DrydockError } from "../../src/errors.ts";
import type { ReportContext } from "../../src/model/reportContext.ts";
import type { Run } from "../../src/model/run.ts";
import { REPORTS } from "../../src/report/reports.ts";
import { makeFolder } from "../tree/makeFolder.ts";
import type { ReportTarget } from "./options.ts";
import type { CliWorld } from "./world.ts";

/** Writes each report whole or not at all. Throws `broken`, naming every one that could not be, once all have been tried. */
export function writeReports(
  run: Run,
  context: ReportContext,
  targets: readonly ReportTarget[],
  { cwd, stdout }: Pick<CliWorld, "cwd" | "stdout">,
): void {
  const failures = targets.flatMap(({ format, path, append }) => {
    const text = REPORTS[format].render(run, context);
    try {
      if (path === "-") stdout.write(text);
      else if (append) appendFileSync(resolve(cwd, path), text);
      else replaceFile(resolve(cwd, path), text);
      return [];
    } catch (error) {
      return [`${format} in ${path}: ${causeOf(error)}`];
    }
  });
  if (failures.length === 0) return;
  const message = ["These reports could not be written:", ...failures].join("\n  ");
  throw new DrydockError("broken", message, "Name a place that can be written; the verdict above holds.");
}

/** A reader sees the old file or the new one, never a part. What is no file, such as a pipe, is written to as it is. */
function replaceFile(path: string, text: string): void {
  makeFolder(dirname(path));
  const there = statSync(path, { throwIfNoEntry: false });
  if (there !== undefined && !there.isFile()) {
    writeAsItIs(path, text);
    return;
  }
  // Behind a symbolic link the file is replaced, not the link.
  const target = there === undefined ? path : realpathSync(path);
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
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
