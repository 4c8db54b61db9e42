import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { execa } from "execa";
import { onTestFinished } from "vitest";
import { runChecks, withReadableErrors } from "../../src/dagger/door.ts";
import { ROOT, TEST_CACHE } from "./cli.ts";
import type { Asked, EngineError } from "./daggerEndpoint.ts";
import { state, toolArgv, withEngine } from "./daggerModule.ts";
import { environmentIn } from "./ownCache.ts";

const PYTHON: string = JSON.parse(readFileSync(join(TEST_CACHE, "interpreters.json"), "utf8"))["3.13"].interpreter
  .version;

/**
 * Runs the module's checks of a repository: the engine is a stand-in, but its scripts and tools are real. What is asked
 * to be run in a container runs here, on a copy of the repository that is without what the module filters out, with the
 * container's paths put in place of this machine's and back. `volumes` stands for /tmp: what the tools keep there is kept
 * from run to run, as on the engine's volumes. Gives the Run, or the error.
 */
export async function containerRun(repository: string, volumes: string) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "drydock-container-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(volumes, "home"), { recursive: true });
  const tree = join(root, "app");
  // Node's own copy takes no names that are not valid UTF-8.
  execFileSync("cp", ["-a", repository, tree]);
  // No engine is handed a .git; the module makes an empty one.
  rmSync(join(tree, ".git"), { recursive: true });
  mkdirSync(join(tree, ".git"));
  const ran = new Map<string, Promise<Ended>>();
  const first = async (asked: Asked) => {
    const { leaf, leafArgs, chain, argv } = asked;
    if (argv.length === 0) return answerOf(leaf, leafArgs, chain, tree);
    if (argv.some((word) => word.endsWith("drydock_links.py"))) return links(root, argv, chain.join());
    if (toolArgv(asked) === undefined) return undefined;
    const key = JSON.stringify(argv);
    const running = ran.get(key) ?? runTool(containerOf(root, ran.size, chain, volumes), argv, chain);
    ran.set(key, running);
    const ended = await running;
    return "error" in ended ? ended : ended[leaf];
  };
  return withEngine({ first, python: PYTHON }, () => withReadableErrors(() => runChecks(state(), "all")));
}

type Ended = EngineError | Readonly<Record<string, unknown>>;

/** What a folder or file of the repository, or of its config folder, is said to be. */
function answerOf(leaf: string, leafArgs: string, chain: readonly string[], tree: string): unknown {
  const steps = chain.flatMap((field) => /^(?:directory|file)\(path: (".*")\)$/.exec(field)?.[1] ?? []);
  const at = join(tree, chain[0] === "CONFIG" ? ".config" : "", ...steps.map((path) => JSON.parse(path)));
  if (leaf === "contents") return readFileSync(at, "utf8");
  if (leaf === "exists") return existsSync(join(at, JSON.parse(leafArgs.replace("path: ", ""))));
  if (leaf === "entries") return namesIn(at, false);
  if (leaf === "glob" && leafArgs === 'pattern: "**/*"') return namesIn(at, true);
  return undefined;
}

/** What drydock_links.py tells of the source; first it removes what an earlier command of the chain does. */
function links(root: string, argv: readonly string[], chain: string): string {
  const [python = "", ...words] = argv.map((word) => inside(root, word));
  if (chain.includes('"--remove"')) spawnSync(python, [...words, "--remove"]);
  return execFileSync(python, words, { encoding: "utf8" });
}

/** A folder that stands for the root of a container of its own, with what is mounted there. */
function containerOf(root: string, number: number, chain: readonly string[], volumes: string): string {
  const own = join(root, String(number));
  mkdirSync(own);
  symlinkSync(volumes, join(own, "tmp"));
  execFileSync("cp", ["-a", join(root, "app"), join(own, "app")]);
  const mount = chain.findLast((field) => field.startsWith('withMountedDirectory(path: "/app",')) ?? "";
  for (const [, list = "[]"] of mount.matchAll(/filter\(exclude: (\[.*?"\])\)/g)) {
    for (const pattern of JSON.parse(list)) exclude(pattern, join(own, "app"));
  }
  return own;
}

/** Removes what a pattern of the module's matches, folders with all in them: what has one ending, or one path. */
function exclude(pattern: string, tree: string): void {
  const ending = /^\*\*\/\*(\.\w+)$/.exec(pattern)?.[1];
  const one = pattern.replaceAll(/\\(.)|\[(\s)\]/g, "$1$2");
  const paths =
    ending === undefined ? [one] : namesIn(tree, true).filter((path) => path.replace(/\/$/, "").endsWith(ending));
  for (const path of paths) rmSync(join(tree, path), { recursive: true, force: true });
}

async function runTool(root: string, argv: readonly string[], chain: readonly string[]): Promise<Ended> {
  const env: Record<string, string> = { PATH: process.env["PATH"] ?? "" };
  for (const field of chain) {
    const [, name = "", value = ""] = /^withEnvVariable\(name: ("[^"]*"),value: ("(?:[^"\\]|\\.)*")/.exec(field) ?? [];
    if (name !== "" && name !== '"PATH"') env[JSON.parse(name)] = inside(root, JSON.parse(value));
  }
  const [program = "", ...words] = argv.map((word) => inside(root, word));
  // Not in the way of the stand-in, which answers from this process.
  const options = {
    cwd: join(root, "app"),
    env,
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
  } as const;
  const { exitCode, signal, ...said } = await execa(program, words, options);
  const [stdout, stderr] = [said.stdout, said.stderr].map((text) => text.replaceAll(`${root}/`, "/"));
  // `timeout` ends by the signal that it sends.
  if (signal !== undefined) return { error: "process did not complete", exec: { exitCode: 137, stdout, stderr } };
  return { exitCode, stdout, stderr };
}

/** A word of a command with this machine's places in place of the container's. */
function inside(root: string, word: string): string {
  return word
    .replaceAll(/(?<![\w.-])\/(?=(?:app|tmp)(?![\w.-]))/g, `${root}/`)
    .replaceAll("/opt/drydock/scripts", join(ROOT, ".pipeline/python"))
    .replaceAll(/\/opt\/drydock\/([\w-]+)/g, (_, tool: string) => environmentIn(TEST_CACHE, tool));
}

/** Folders end with a slash, and links are not followed. A byte that is not valid UTF-8 is U+FFFD, as in all JSON. */
function namesIn(folder: string, recursive: boolean): readonly string[] {
  const entries = readdirSync(folder, { recursive, withFileTypes: true });
  return entries
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)) + (entry.isDirectory() ? "/" : ""))
    .sort();
}
