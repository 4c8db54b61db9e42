import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
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
 * to be run in a container runs here, on a copy of the repository, with the container's paths put in place of this
 * machine's and back. `volumes` stands for /tmp: what the tools keep there is kept from run to run, as on the engine's
 * volumes. Gives the Run, or the error.
 */
export async function containerRun(repository: string, volumes: string) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "drydock-container-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const folder of [join(root, "app/.git"), join(volumes, "home")]) mkdirSync(folder, { recursive: true });
  symlinkSync(volumes, join(root, "tmp"));
  // Node's own copy takes no names that are not valid UTF-8.
  execFileSync("cp", ["-a", join(repository, "src"), join(root, "app/src")]);
  execFileSync("cp", ["-a", join(repository, ".config"), join(root, "app/config")]);
  const ran = new Map<string, Promise<Ended>>();
  const first = async (asked: Asked) => {
    const { leaf, leafArgs, chain, argv } = asked;
    const config = join(root, "app/config");
    if (leaf === "entries") return readdirSync(config);
    if (leaf === "contents") return readFileSync(join(config, /"(.*)"/.exec(chain.at(-1) ?? "")?.[1] ?? ""), "utf8");
    if (leaf === "glob") return filesWith(/\*\*\/\*(\.\w+)/.exec(leafArgs)?.[1] ?? "", join(root, "app/src"));
    if (argv.some((word) => word.endsWith("drydock_links.py"))) return links(root, argv, chain.join());
    if (toolArgv(asked) === undefined) return undefined;
    const key = JSON.stringify(argv);
    const running = ran.get(key) ?? runTool(root, argv, chain);
    ran.set(key, running);
    const ended = await running;
    return "error" in ended ? ended : ended[leaf];
  };
  return withEngine({ first, python: PYTHON }, () => withReadableErrors(() => runChecks(state(), "all")));
}

type Ended = EngineError | Readonly<Record<string, unknown>>;

/** What drydock_links.py tells of the source; first it removes what an earlier command of the chain does. */
function links(root: string, argv: readonly string[], chain: string): string {
  const [python = "", ...words] = argv.map((word) => inside(root, word));
  if (chain.includes('"--remove"')) spawnSync(python, [...words, "--remove"]);
  return execFileSync(python, words, { encoding: "utf8" });
}

async function runTool(root: string, argv: readonly string[], chain: readonly string[]): Promise<Ended> {
  const mount = chain.findLast((field) => field.startsWith('withMountedDirectory(path: "/app/src"')) ?? "";
  for (const [, list = "[]"] of mount.matchAll(/filter\(exclude: (\[.*?"\])\)/g)) {
    for (const pattern of JSON.parse(list)) rmSync(join(root, "app/src", unescaped(pattern)), { force: true });
  }
  const env: Record<string, string> = { PATH: process.env["PATH"] ?? "" };
  for (const field of chain) {
    const [, name = "", value = ""] = /^withEnvVariable\(name: ("[^"]*"),value: ("(?:[^"\\]|\\.)*")/.exec(field) ?? [];
    if (name !== "" && name !== '"PATH"') env[JSON.parse(name)] = inside(root, JSON.parse(value));
  }
  const [program = "", ...words] = argv.map((word) => inside(root, word));
  // Not in the way of the stand-in, which answers from this process.
  const options = {
    cwd: join(root, "app/src"),
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
    .replaceAll(/(?<![\w.-])\/(?=(?:app|tmp)\/)/g, `${root}/`)
    .replaceAll("/opt/drydock/scripts", join(ROOT, ".pipeline/python"))
    .replaceAll(/\/opt\/drydock\/([\w-]+)/g, (_, tool: string) => environmentIn(TEST_CACHE, tool));
}

/** The path that a pattern of the module's matches alone. */
function unescaped(pattern: string): string {
  return pattern.replaceAll(/\\(.)|\[(\s)\]/g, "$1$2");
}

/** Links are not followed. */
function filesWith(suffix: string, folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries.map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  return paths.filter((path) => path.endsWith(suffix) && !path.includes("\ufffd")).sort();
}
