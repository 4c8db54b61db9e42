import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { scratch } from "./scratch.ts";

const REPOSITORY = resolve(import.meta.dirname, "../../../..");

/**
 * Writes `content` over all files of a tree in a process of its own. `carry` and `write` are the source of the functions
 * handed to writeBack; there `die` ends the process as by `kill -9`, or as a second Ctrl-C does.
 */
export function fixElsewhere(
  root: string,
  content: string,
  source: { readonly repository?: string; readonly carry?: string; readonly write?: string },
) {
  const program = join(scratch(), "fix.mts");
  const module = (name: string) => JSON.stringify(join(REPOSITORY, ".pipeline/local/files", name));
  writeFileSync(
    program,
    `import { writeSync } from "node:fs";
    import { listTree } from ${module("listTree.ts")};
    import { readTree } from ${module("readTree.ts")};
    import { writeBack } from ${module("writeBack.ts")};
    const die = () => process.kill(process.pid, "SIGKILL");
    const before = await readTree(await listTree(${JSON.stringify(root)}, { ignore: [] }));
    const changed = new Map([...before.entries.keys()].map((path) => [path, Buffer.from(${JSON.stringify(content)})]));
    await writeBack({
      root: ${JSON.stringify(root)},
      repository: ${JSON.stringify(source.repository ?? root)},
      before,
      changed,
      signal: new AbortController().signal,
      carry: ${source.carry ?? "async (pairs) => pairs.map(() => true)"},
      write: ${source.write ?? "writeSync"},
    });
    `,
  );
  return spawnSync(process.execPath, ["--import", "tsx", program], { cwd: REPOSITORY, encoding: "utf8" });
}
