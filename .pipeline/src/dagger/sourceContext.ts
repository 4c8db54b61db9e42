import { linesFrom, wantedLines } from "../flow/sourceLines.ts";
import type { Run } from "../model.ts";
import type { ReportContext } from "../report/context.ts";
import { engineError } from "./engineError.ts";
import { withScript } from "./environments.ts";
import type { ContainerProject } from "./openProject.ts";
import { PLACES } from "./places.ts";
import { folderOf } from "./writtenFolder.ts";

/** The lines that the findings are about, read in one command however many files they are in. */
export async function sourceContext(
  run: Run,
  { context }: Pick<ContainerProject, "context">,
  lineUrl: string | undefined,
): Promise<ReportContext> {
  const wanted = [...wantedLines(run)];
  const link = lineUrl ? { lineUrl } : {};
  if (wanted.length === 0) return { lines: new Map(), ...link };
  const [script, request] = ["drydock_lines.py", "lines.json"];
  try {
    const printed = await withScript(context.base, script)
      .withMountedDirectory(PLACES.root, context.root)
      // With many findings it is too long for the engine's log.
      .withMountedDirectory(
        PLACES.request,
        await folderOf(new Map([[request, JSON.stringify(Object.fromEntries(wanted))]])),
      )
      .withExec(["python3", "-I", `${PLACES.scripts}/${script}`, PLACES.root, `${PLACES.request}/${request}`])
      .stdout();
    const found = Object.entries(JSON.parse(printed) as Record<string, [number, string][]>);
    return { lines: new Map(found.map(([path, lines]) => [path, linesFrom(lines)])), ...link };
  } catch (error) {
    throw engineError(
      "The lines that findings are about could not be read",
      error,
      "Run again; or give another --base.",
    );
  }
}
