import { type Container, type Directory, dag } from "@dagger.io/dagger";
import { DrydockError, withNulByte } from "../errors.ts";
import { printable } from "../report/safeText.ts";
import { engineTrouble } from "./engineTrouble.ts";
import { PLACES } from "./places.ts";

/** A symbolic link that is no part of the source, or a Python file that can't be checked, as drydock_links.py tells it. */
interface Link {
  readonly path: string;
  readonly target: string;
  readonly why: keyof typeof WHY | "loop" | "nul";
}

const WHY = {
  absolute: "an absolute path, which leads elsewhere in a copy or container",
  outside: "outside of the source folder",
  missing: "which does not exist",
} as const;

/** The source that the tools get, and what is not in it. */
export interface JudgedSource {
  readonly source: Directory;
  readonly notices: readonly string[];
}

/**
 * Leaves out the links that the local engine leaves out too, and gives the files times made from their content, as it
 * does: the tools' caches go by them. Throws `broken` for a loop, where a tool would never end, and for a NUL byte.
 */
export async function judgeLinks(base: Container, source: Directory): Promise<JudgedSource> {
  const script = `${PLACES.scripts}/drydock_links.py`;
  const judged = base
    .withMountedFile(script, dag.currentModule().source().file("python/drydock_links.py"))
    .withMountedDirectory(PLACES.source, source)
    .withExec(["python3", "-I", script, PLACES.source]);
  let links: readonly Link[];
  try {
    links = JSON.parse(await judged.stdout());
  } catch (error) {
    throw engineTrouble(
      "The symbolic links of the source could not be read",
      error,
      "Run again; or give another --base.",
    );
  }
  const timed = judged.directory(PLACES.source);
  if (links.length === 0) return { source: timed, notices: [] };
  const notices = links.map(({ path, target, why }) => {
    if (why === "nul") throw withNulByte(printable(path));
    if (why === "loop") throw loop(path, target);
    return `${printable(path)} is left out: it is a symbolic link to ${printable(target)}, ${WHY[why]}.`;
  });
  return { source: timed.filter({ exclude: links.map(({ path }) => literal(path)) }), notices };
}

function loop(path: string, target: string): DrydockError {
  const message = `The symbolic link ${printable(path)} to ${printable(target)} is a loop: following it never ends.`;
  return new DrydockError("broken", message, 'Remove the link, or leave it out with "ignore" in drydock.json.');
}

/** The path as a pattern that matches nothing else. */
function literal(path: string): string {
  return path.replace(/[\\*?[\]!]/g, "\\$&");
}
