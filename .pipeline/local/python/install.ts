import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DrydockError } from "../../src/errors.ts";
import type { Lock } from "../../src/flow/lock.ts";
import { maskedEnd } from "../../src/masked.ts";
import { type ProcessResult, runProcess } from "../process/runProcess.ts";
import {
  type Environment,
  type EnvironmentContext,
  environmentAt,
  environmentFor,
  shareEnvironment,
} from "./environment.ts";
import type { Interpreter } from "./interpreter.ts";
import { toolVariables, withUvSettings } from "./uvSettings.ts";

/** Names the environment of a tool: what goes into it, and where it stands. */
type ToolEnvironmentKey = Pick<EnvironmentContext, "interpreter" | "root"> & { readonly lock: Lock };

export type ToolEnvironmentRequest = ToolEnvironmentKey & EnvironmentContext;

/** What `uv pip install` is to do. */
interface Installation {
  readonly uv: string;
  readonly interpreter: Interpreter;
  /** Undefined where the options name all there is. */
  readonly requirements: string | undefined;
  /** Folder in which relative paths of the requirements, and uv's own settings, are looked up. */
  readonly cwd: string;
  readonly options: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly title: string;
  /** What to do about a failure that is not the network's. */
  readonly hint: string;
  readonly signal: AbortSignal;
}

const LIMIT_MS = 20 * 60 * 1000;

/** The environment of a pinned tool; made, or made again when it is unhealthy. Checked by stats when it is there. */
export async function toolEnvironment(request: ToolEnvironmentRequest): Promise<Environment> {
  const { lock, interpreter, root, env, signal } = request;
  const purpose = lock.tool;
  const title = `the environment of ${purpose}`;
  const environment = environmentFor(purpose, lock.text, request);
  const fill = (empty: string) =>
    withUvSettings(root, env, async (aside, configFile) => {
      const requirements = join(aside, "requirements.txt");
      writeFileSync(requirements, lock.text);
      await installPackages(empty, {
        uv: await request.uv(),
        interpreter,
        requirements,
        cwd: root,
        // A source package would run its own code to be built. Bytecode: it makes each start of Pylint a third faster
        // where the tools may not write it themselves.
        options: ["--require-hashes", "--only-binary", ":all:", "--compile-bytecode"],
        env: { ...toolVariables(env, root), UV_CONFIG_FILE: configFile },
        title,
        hint: `Check the lock of ${purpose}.`,
        signal,
      });
    });
  const { folder } = environment;
  await shareEnvironment({ folder, purpose, python: interpreter.version, title, fill }, request);
  return environment;
}

/** Where the environment stands or would stand. */
export function environmentPath(key: ToolEnvironmentKey): string {
  return environmentFor(key.lock.tool, key.lock.text, key).folder;
}

/** Makes a virtual environment in an empty folder and installs into it. It may be renamed afterwards. */
export async function installPackages(folder: string, installation: Installation): Promise<void> {
  const { interpreter, requirements, options, title } = installation;
  const { python, site } = environmentAt(folder, "", interpreter);
  // --allow-existing: the folder is there, empty.
  const flags = ["--relocatable", "--no-project", "--allow-existing", "--python", interpreter.path];
  await runUv(["venv", ...flags, folder], installation);
  // Copies: with links, damage in one environment would be damage in uv's cache and in all others.
  const install = ["pip", "install", "--python", python, "--link-mode", "copy", ...options];
  if (requirements !== undefined) install.push("-r", requirements);
  await runUv(install, installation);
  if (damageIn(site) === undefined) return;
  await runUv([...install, "--reinstall", "--no-cache"], installation);
  const damage = damageIn(site);
  if (damage === undefined) return;
  throw new DrydockError("broken", `${title} could not be made: ${damage}.`, "Check the disk and the package index.");
}

/**
 * The sentence that says which file differs from its package's RECORD. uv checks a wheel when it is downloaded, but
 * installs from its cache of unpacked ones, and copies a damaged file as it is.
 */
function damageIn(site: string): string | undefined {
  for (const name of readdirSync(site).filter((one) => one.endsWith(".dist-info"))) {
    const record = readBytes(join(site, name, "RECORD"))?.toString() ?? "";
    for (const [, quoted, plain, digest] of record.matchAll(/^(?:"((?:[^"]|"")*)"|([^,\n]*)),sha256=([\w-]+),/gm)) {
      const path = quoted?.replaceAll('""', '"') ?? plain ?? "";
      // Programs and metadata are written anew by the installer.
      if (path.startsWith("..") || path.includes(".dist-info/")) continue;
      const content = readBytes(join(site, path));
      const found = content && createHash("sha256").update(content).digest("base64url");
      if (found === digest) continue;
      return `${path} of ${name.replace(".dist-info", "")} is ${content === undefined ? "missing" : "damaged"}`;
    }
  }
  return undefined;
}

function readBytes(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

async function runUv(args: readonly string[], installation: Installation): Promise<void> {
  const { uv: file, cwd, env, signal, title, hint } = installation;
  const result = await runProcess({
    ...{ file, args, cwd, env, signal },
    timeoutMs: LIMIT_MS,
    maxBytes: 16 * 1024 * 1024,
  });
  if (result.end.kind === "exit" && result.end.code === 0) return;
  throw installError(title, `uv ${args[0] === "pip" ? "pip install" : args[0]}`, result, hint);
}

const MOST_LINES = 15;
const MOST_CHARACTERS = 8000;
const NO_WHEEL = /no usable wheels|has no wheels with|Wheels are required for/i;
const NETWORK =
  /failed to fetch|failed to download|error sending request|dns error|connection (refused|reset|error)|network (is|was)|timed? ?out|could not find a version|certificate|proxy|NewConnectionError/i;
const ADVICE =
  "Check the network. Behind a proxy set HTTPS_PROXY; for a mirror of PyPI set UV_DEFAULT_INDEX (or PIP_INDEX_URL); " +
  "for a certificate authority of your own set SSL_CERT_FILE.";

/** `what` could not be made, in the installer's own last words. `hint` is for a failure that is not the network's. */
export function installError(what: string, command: string, result: ProcessResult, hint: string): DrydockError {
  const words = lastWords(result);
  const message = `${what} could not be made: ${command} ${ending(result)}.${words === "" ? "" : `\n${words}`}`;
  const because = (advice: string) => new DrydockError("broken", message, advice.trim());
  if (/hash mismatch|do not match the hash/i.test(words)) {
    return because(`${hint} A package differs from what was locked.`);
  }
  if (NO_WHEEL.test(words)) {
    const advice = "Lock a version that has a wheel for this Python and platform: nothing is built from source here.";
    return because(`${hint} ${advice}`);
  }
  return because(NETWORK.test(words) ? ADVICE : hint);
}

/** The end of an installer's output, without the secrets that addresses may hold. */
export function lastWords({ stdout, stderr }: Pick<ProcessResult, "stdout" | "stderr">): string {
  const lines = maskedEnd(`${stdout}\n${stderr}`, MOST_CHARACTERS)
    .split("\n")
    .map((line) => line.trimEnd());
  return lines
    .filter((line) => line !== "")
    .slice(-MOST_LINES)
    .join("\n");
}

function ending({ end }: ProcessResult): string {
  switch (end.kind) {
    case "exit":
      return `failed with exit code ${end.code}`;
    case "signal":
      return `was ended by ${end.name}`;
    case "timeout":
      return `did not end within ${end.seconds} seconds`;
    case "overflow":
      return `printed more than ${end.bytes} bytes`;
    case "not-started":
      return `could not be started (${end.reason})`;
  }
}
