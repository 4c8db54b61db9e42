import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { output } from "./command.ts";
import { drydock } from "./drydock.ts";
import { code, edits, moduleOf } from "./edited.ts";
import type { Figure } from "./figure.ts";
import type { Scene } from "./scene.ts";
import { warm } from "./unchanged.ts";

/** Each verdict begins with the time and the files that were saved. */
const HEADLINE = /^\d\d:\d\d:\d\d {2}/;
/** It ends with a line of all checks, or is only a headline where nothing is new. */
const LAST = /^lint (?:passed|failed)\b.* · ruff (?:passed|failed)\b| {2}same verdict {2}/;
const NO_VERDICT = / {2}(?:no verdict|same error) {2}|^lint broken\b/;
/** The first run may have to run all tools. */
const FIRST_MS = 60 * 60_000;
const NEXT_MS = 15 * 60_000;

/** From saving a leaf to the verdict of all four tools. */
export async function watch(scene: Scene): Promise<readonly Figure[]> {
  const { bench, corpus, edits: times, say } = scene;
  const file = edits(bench.root, moduleOf(corpus, "leaf"));
  await warm(scene);
  const watcher = startWatch(scene);
  const values: number[] = [];
  try {
    await watcher.verdict("first verdict", FIRST_MS);
    for (let round = 0; round < times; round += 1) {
      // A user does not save in step with the watcher, and what it may still say about the last edit is not the next verdict.
      await wait(500 + Math.random() * 500);
      const verdict = watcher.verdict(file.path, NEXT_MS);
      const start = process.hrtime.bigint();
      file.edit(code);
      await verdict;
      const ms = Number(process.hrtime.bigint() - start) / 1e6;
      values.push(ms);
      say(`${round + 1}/${times} watch: ${ms.toFixed(0)} ms`);
    }
  } finally {
    await watcher.stop();
    file.undo();
  }
  const { watch: most } = corpus.aims;
  return [
    {
      what: `watch: leaf saved (\`${file.path}\`) → verdict of all four`,
      unit: "ms",
      own: { name: "drydock watch", values },
      ...(most === undefined ? {} : { aim: { of: "median", most } }),
    },
  ];
}

function startWatch({ bench, corpus }: Scene) {
  const { file, args, cwd, env, log, name } = drydock(bench, ["watch", ...corpus.targets]);
  const errors = openSync(log, "w");
  const child = spawn(file, args, { cwd, env, stdio: ["ignore", "pipe", errors] });
  closeSync(errors);
  const ended = new Promise<string>((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("exit", (exit, signal) => resolve(`it ended with ${exit ?? signal}`));
  });
  let onLine = (_line: string) => {};
  createInterface({ input: child.stdout as NonNullable<ChildProcess["stdout"]> }).on("line", (line) => onLine(line));
  return {
    /** Resolves at the end of the next verdict whose headline names these words. */
    verdict: (words: string, limitMs: number): Promise<void> =>
      new Promise((resolve, reject) => {
        const fail = (why: string) => {
          clearTimeout(timer);
          reject(new Error(`${name} gave no verdict: ${why}\n${output({ log })}`));
        };
        const timer = setTimeout(() => fail(`${limitMs / 1000} s have passed`), limitMs);
        void ended.then(fail);
        let isNamed = false;
        onLine = (line) => {
          if (HEADLINE.test(line)) isNamed = line.includes(words);
          if (NO_VERDICT.test(line)) return fail(line);
          if (!isNamed || !LAST.test(line)) return;
          clearTimeout(timer);
          onLine = () => {};
          resolve();
        };
      }),
    stop: async (): Promise<void> => {
      child.kill("SIGINT");
      const killer = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(killer);
    },
  };
}
