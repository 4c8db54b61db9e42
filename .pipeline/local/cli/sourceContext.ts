import { readFileSync } from "node:fs";
import { join } from "node:path";
import { selectChecks } from "../../src/checks/catalog.ts";
import { messageWithHint } from "../../src/errors.ts";
import { resultWithoutRun, sumUp } from "../../src/flow/run.ts";
import { DEFAULT_SETTINGS } from "../../src/flow/settings.ts";
import { linesOf, wantedLines } from "../../src/flow/sourceLines.ts";
import type { Run } from "../../src/model.ts";
import type { About, ReportContext } from "../../src/report/context.ts";
import type { Project } from "../engine/project.ts";
import { osPath } from "../files/paths.ts";
import type { Tree } from "../files/readTree.ts";

/** The source lines around the findings. Only checked files are read, since paths come from the tools. */
export function sourceContext(
  run: Parameters<typeof wantedLines>[0],
  { root }: Pick<Project, "root">,
  { entries }: Pick<Tree, "entries">,
  lineUrl: string | undefined,
  about?: About,
): ReportContext {
  const lines = new Map<string, ReadonlyMap<number, string>>();
  for (const [path, numbers] of wantedLines(run)) {
    if (entries.get(path)?.kind !== "file") continue;
    const text = textOf(join(root, path));
    if (text !== undefined) lines.set(path, linesOf(text, numbers));
  }
  return { lines, ...(lineUrl === undefined ? {} : { lineUrl }), ...(about === undefined ? {} : { about }) };
}

/** Undefined if the file was removed in the meantime. */
function textOf(path: string): string | undefined {
  try {
    return new TextDecoder().decode(readFileSync(osPath(path)));
  } catch {
    return undefined;
  }
}

/** The reports of a run that could not start: older, green reports must not stay in place. */
export function brokenRun(names: readonly string[] | "all", error: unknown): Run {
  const results = selectChecks(names, DEFAULT_SETTINGS).map((spec) =>
    resultWithoutRun(spec, "broken", messageWithHint(error), 0),
  );
  return sumUp(results, { python: { wanted: DEFAULT_SETTINGS.python, used: null }, notices: [] }, 0);
}
