import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./command.ts";
import type { Corpus } from "./corpus.ts";
import { runAll } from "./drydock.ts";
import type { Figure } from "./figure.ts";
import { inSequence } from "./rawTools.ts";
import type { Scene } from "./scene.ts";
import { takeTurns } from "./takeTurns.ts";
import { warm } from "./unchanged.ts";

export const leaf = (scene: Scene) => edited(scene, "leaf edited", "leaf", code, scene.corpus.aims.edited, false);
export const comment = (scene: Scene) =>
  edited(
    scene,
    "comment edited in a core module",
    "core",
    (count) => `# Edit ${count}.`,
    scene.corpus.aims.edited,
    false,
  );
/** The tools have to run again whoever calls them. */
export const core = (scene: Scene) => edited(scene, "core module edited", "core", code, 1.05, true);

/** One file saved with a change that no run has seen, and all four tools called. */
async function edited(
  scene: Scene,
  what: string,
  which: "leaf" | "core",
  text: (count: number) => string,
  most: number | undefined,
  isSlow: boolean,
): Promise<readonly Figure[]> {
  const { bench, corpus, raw, runs, slowRuns, say } = scene;
  const file = edits(bench.root, moduleOf(corpus, which));
  try {
    // The first edit adds lines; each of those that are timed changes them.
    file.edit(text);
    await warm(scene);
    const command = runAll(bench, corpus);
    const before = () => file.edit(text);
    const [own, instead] = await takeTurns(
      [
        { name: "drydock run-all", before, run: () => runCommand(command), ...(isSlow ? { runs: slowRuns } : {}) },
        { name: "the four tools, one after another", before, run: () => inSequence(raw), runs: slowRuns },
      ],
      runs,
      say,
    );
    const aim = most === undefined ? {} : { aim: { of: "ratio", most } as const };
    return [{ what: `${what} (\`${file.path}\`)`, unit: "ms", own, instead, ...aim }];
  } finally {
    file.undo();
  }
}

/** A function with a name of its own: other modules could import it. */
export function code(count: number): string {
  return `\n\ndef edit_${count}() -> int:\n    """Return the number of this edit."""\n    return ${count}`;
}

export function moduleOf(corpus: Corpus, which: "leaf" | "core"): string {
  const { title, [which]: path } = corpus;
  if (path === undefined) throw new Error(`It is not known which module of ${title} to edit.`);
  return path;
}

let count = Math.trunc(Date.now() / 1000) % 1_000_000;

/** Saves a module with another text at its end each time, one that never was there before. */
export function edits(root: string, path: string) {
  const file = join(root, path);
  const original = readFileSync(file, "utf8");
  return {
    path,
    edit: (text: (count: number) => string) => {
      count += 1;
      writeFileSync(file, `${original.trimEnd()}\n${text(count)}\n`);
    },
    undo: () => writeFileSync(file, original),
  };
}
