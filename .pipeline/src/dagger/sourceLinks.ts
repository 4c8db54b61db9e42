import type { Container, Directory } from "@dagger.io/dagger";
import type { Fault } from "../model.ts";
import { excludedLink, type LinkFault, linkLoop } from "../report/linkMessages.ts";
import { engineError } from "./engineError.ts";
import { withScript } from "./environments.ts";
import { PLACES } from "./places.ts";

/** A symbolic link that is not part of the source, or a Python file that can't be checked, as drydock_links.py reports it. */
interface Link {
  readonly path: string;
  readonly target: string;
  readonly why: LinkFault | "loop" | Fault;
}

/** The source that the tools get, and what is not in it. */
export interface JudgedSource {
  readonly source: Directory;
  readonly notices: readonly string[];
  /** Paths of the links that are left out. */
  readonly leftOut: readonly string[];
  /** By path, the files that break their checks. */
  readonly faults: ReadonlyMap<string, Fault>;
}

/**
 * Leaves out the links that the local engine leaves out too, and Python files whose names are not valid UTF-8. Gives the
 * files times derived from their content, as that engine does: the tools' caches rely on them. Throws `broken` for a loop,
 * in which a tool would never end.
 */
export async function judgeLinks(
  base: Container,
  source: Directory,
  isChecked: (path: string) => boolean,
): Promise<JudgedSource> {
  const script = "drydock_links.py";
  const ask = ["python3", "-I", `${PLACES.scripts}/${script}`, PLACES.root];
  const judged = withScript(base, script).withMountedDirectory(PLACES.root, source).withExec(ask);
  let found: readonly Link[];
  try {
    found = JSON.parse(await judged.stdout());
  } catch (error) {
    throw engineError(
      "The symbolic links of the source could not be read",
      error,
      "Run again; or give another --base.",
    );
  }
  const faults = new Map(
    found.flatMap(({ path, why }) => ((why === "nul" || why === "name") && isChecked(path) ? [[path, why]] : [])),
  );
  if (found.some(({ why }) => why === "name")) {
    // No text can name such a file to the engine. Links may have led to it, so they are judged once more.
    const rest = await judgeLinks(base, judged.withExec([...ask, "--remove"]).directory(PLACES.root), isChecked);
    return { ...rest, faults: new Map([...faults, ...rest.faults]) };
  }
  const leftOut: string[] = [];
  const notices: string[] = [];
  for (const { path, target, why } of found) {
    if (why === "nul" || why === "name") continue;
    if (why === "loop" && isChecked(path)) throw linkLoop(path, target);
    leftOut.push(path);
    if (!isChecked(path) && !/\.pyi?$/.test(path)) continue;
    notices.push(why === "loop" ? linkLoop(path, target).message : excludedLink(path, target, why));
  }
  const timed = judged.directory(PLACES.root);
  return {
    source: leftOut.length === 0 ? timed : timed.filter({ exclude: leftOut.map(literal) }),
    notices,
    leftOut,
    faults,
  };
}

/** The path as a pattern that matches nothing else. */
function literal(path: string): string {
  return path.replace(/[\\*?[\]!]/g, "\\$&").replace(/\s/g, "[$&]");
}
