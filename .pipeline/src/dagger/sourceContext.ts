import { linesFrom, type WantedLines, wantedLines } from "../flow/sourceLines.ts";
import type { Run } from "../model.ts";
import type { ReportContext } from "../report/context.ts";
import { engineError } from "./engineError.ts";
import { withScript } from "./environments.ts";
import type { ContainerProject } from "./openProject.ts";
import { PLACES } from "./places.ts";
import { folderOf } from "./writtenFolder.ts";

/** The lines that the findings are about. */
export async function sourceContext(
  run: Run,
  { context }: Pick<ContainerProject, "context">,
  lineUrl: string | undefined,
): Promise<ReportContext> {
  const found = await linesIn(wantedLines(run), context);
  const link = lineUrl ? { lineUrl } : {};
  return { lines: new Map(found.map(([path, lines]) => [path, linesFrom(lines)])), ...link };
}

/** Lines of the tree's files, by path, read in one command however many files they are in. */
export async function linesIn(
  wanted: WantedLines,
  { base, root }: Pick<ContainerProject["context"], "base" | "root">,
): Promise<readonly (readonly [string, readonly [number, string][]])[]> {
  if (wanted.size === 0) return [];
  const [script, request] = ["drydock_lines.py", "lines.json"];
  try {
    const printed = await withScript(base, script)
      .withMountedDirectory(PLACES.root, root)
      // With many findings it is too long for the engine's log.
      .withMountedDirectory(
        PLACES.request,
        await folderOf(new Map([[request, JSON.stringify(Object.fromEntries(wanted))]])),
      )
      .withExec(["python3", "-I", `${PLACES.scripts}/${script}`, PLACES.root, `${PLACES.request}/${request}`])
      .stdout();
    return Object.entries(JSON.parse(printed) as Record<string, [number, string][]>);
  } catch (error) {
    throw engineError(
      "The lines that findings are about could not be read",
      error,
      "Run again; or give another --base.",
    );
  }
}
