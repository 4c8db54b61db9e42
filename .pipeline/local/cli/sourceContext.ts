import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ReportContext } from "../../src/model/reportContext.ts";
import type { Run } from "../../src/model/run.ts";
import { linesOf, wantedLines } from "../../src/sourceLines.ts";
import type { Project } from "../project/project.ts";
import { osPath } from "../tree/pathName.ts";
import type { Tree } from "../tree/tree.ts";

/** The lines that the findings are about. Only files that were checked are read: a path is a tool's word. */
export function sourceContext(
  run: Run,
  { source, prefix }: Pick<Project, "source" | "prefix">,
  { entries }: Pick<Tree, "entries">,
  lineUrl: string | undefined,
): ReportContext {
  const lines = new Map<string, ReadonlyMap<number, string>>();
  for (const [path, numbers] of wantedLines(run)) {
    const inSource = prefix === "" ? path : path.slice(prefix.length + 1);
    const known = prefix === "" || path.startsWith(`${prefix}/`);
    if (!known || entries.get(inSource)?.kind !== "file") continue;
    const text = textOf(join(source, inSource));
    if (text !== undefined) lines.set(path, linesOf(text, numbers));
  }
  return { lines, ...(lineUrl === undefined ? {} : { lineUrl }) };
}

/** Undefined for a file that has gone since. */
function textOf(path: string): string | undefined {
  try {
    return new TextDecoder().decode(readFileSync(osPath(path)));
  } catch {
    return undefined;
  }
}
