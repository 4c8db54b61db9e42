import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { parsePylint } from "../../src/checks/pylint.ts";
import type { Reading } from "../../src/checks/rows.ts";

const pipeline = join(import.meta.dirname, "../..");
/** Folder of the launchers. */
export const scripts = join(pipeline, "python");
const python = process.env.PYTHON ?? "python3";

export type Files = Readonly<Record<string, string>>;

export interface Launched extends Reading {
  readonly code: number | null;
  /** What the launcher says of the modules that it linted; undefined if it took Pylint's own way. */
  readonly modules:
    | { readonly linted: number; readonly modules: number; readonly first: string | null; readonly why: string | null }
    | undefined;
  /** The report without what may differ from run to run: the lines that duplicate-code quotes. */
  readonly report: string;
  readonly stderr: string;
}

export interface LaunchOptions {
  readonly jobs?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly targets?: readonly string[];
  readonly store?: string;
  readonly memory?: string;
  /** What runs the launcher, instead of Python itself: a script that gets the launcher's arguments. */
  readonly driver?: string;
}

/** Installs Pylint from its lock for the tests of a file, and gives folders and runs of the launcher in them. */
export function pylintLauncher() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "pylint-launcher-")));
  const site = join(root, "site-packages");
  beforeAll(() => {
    const lock = join(pipeline, "requirements/pylint.txt");
    execFileSync(python, ["-m", "pip", "install", "-q", "--require-hashes", "-r", lock, "--target", site]);
  }, 120_000);
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  return {
    root,
    /** A new project with these files. */
    project: (files: Files) => {
      const folder = mkdtempSync(join(root, "project-"));
      write(folder, files);
      return folder;
    },
    run: (project: string, { jobs = "2", env = {}, targets = ["src"], ...options }: LaunchOptions = {}): Launched => {
      const store = options.store ?? `${project}-store`;
      const folders = [".", ...targets].join(":");
      const words = ["--rcfile", ".pylintrc", "--output-format=json2", "--persistent=n", "-j", jobs];
      const own = { PATH: process.env.PATH, PYTHONPATH: site, PYTHONDONTWRITEBYTECODE: "1", PYTHONSAFEPATH: "1" };
      const { status, stdout, stderr } = spawnSync(
        python,
        [options.driver ?? join(scripts, "drydock_pylint.py"), store, folders, ...targets, ...words],
        {
          cwd: project,
          env: { ...own, PYLINTHOME: options.memory ?? `${store}-memory`, PYTHONHASHSEED: "0", ...env },
          encoding: "utf8",
        },
      );
      const output = { step: "pylint", end: { kind: "exit", code: status ?? -1 }, stdout, stderr } as const;
      const reading = parsePylint(output, { check: "lint", cwd: project, prefix: "" });
      const { messages, statistics, modules } = reportOf(stdout);
      return {
        code: status,
        ...reading,
        modules,
        report: JSON.stringify({ status, messages, statistics }, null, 1),
        stderr,
      };
    },
  };
}

/** Writes files given as path → text below a folder. */
export function write(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function reportOf(stdout: string) {
  if (!stdout.startsWith("{")) return { messages: [stdout], statistics: undefined, modules: undefined };
  const { messages, statistics, modules } = JSON.parse(stdout);
  for (const one of messages) {
    const [head = "", ...lines] = one.message.split("\n");
    const places = Number(/^Similar lines in (\d+) files$/.exec(head)?.[1] ?? lines.length);
    one.message = [head, ...lines.slice(0, places)].join("\n");
  }
  return { messages, statistics, modules };
}
