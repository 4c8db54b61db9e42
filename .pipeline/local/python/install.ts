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

/** Identifies the environment of a tool: its inputs and its location. */
type ToolEnvironmentKey = Pick<EnvironmentContext, "interpreter" | "root"> & { readonly lock: Lock };

export type ToolEnvironmentRequest = ToolEnvironmentKey & EnvironmentContext;

/** The input of `uv pip install`. */
interface Installation {
  readonly uv: string;
  readonly interpreter: Interpreter;
  /** Undefined if the options name everything. */
  readonly requirements: string | undefined;
  /** Folder in which relative paths of the requirements, and uv's own settings, are looked up. */
  readonly cwd: string;
  readonly options: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly title: string;
  /** What to do about a failure that is not caused by the network. */
  readonly hint: string;
  readonly signal: AbortSignal;
}

const LIMIT_MS = 20 * 60 * 1000;

/** The environment of a pinned tool; created if it is missing or damaged. An existing one is checked by stats. */
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
        // Building a source package would run its code. Bytecode makes Pylint start a third faster where the tools
        // cannot write it themselves.
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

/** Path of the environment, whether it exists yet or not. */
export function environmentPath(key: ToolEnvironmentKey): string {
  return environmentFor(key.lock.tool, key.lock.text, key).folder;
}

/** Creates a virtual environment in an empty folder and installs into it. It may be renamed afterwards. */
export async function installPackages(folder: string, installation: Installation): Promise<void> {
  const { interpreter, requirements, options, title } = installation;
  const { python, site } = environmentAt(folder, "", interpreter);
  // --allow-existing: the folder already exists, empty.
  const flags = ["--relocatable", "--no-project", "--allow-existing", "--python", interpreter.path];
  await runUv(["venv", ...flags, folder], installation);
  // Copies: with links, damage in one environment would also damage uv's cache and all others.
  const install = ["pip", "install", "--python", python, "--link-mode", "copy", ...options];
  if (requirements !== undefined) install.push("-r", requirements);
  await runUv(install, installation);
  if (damageIn(site) === undefined) return;
  await runUv([...install, "--reinstall", "--no-cache"], installation);
  const damage = damageIn(site);
  if (damage === undefined) return;
  throw new DrydockError(
    "broken",
    `${title} could not be created: ${damage}.`,
    "Check the disk and the package index.",
  );
}

/**
 * A sentence that says which file differs from its package's RECORD. uv verifies a wheel when it downloads it, but installs
 * from its cache of unpacked wheels, including damaged files.
 */
function damageIn(site: string): string | undefined {
  for (const name of readdirSync(site).filter((one) => one.endsWith(".dist-info"))) {
    const record = readBytes(join(site, name, "RECORD"))?.toString() ?? "";
    for (const [, quoted, plain, digest] of record.matchAll(/^(?:"((?:[^"]|"")*)"|([^,\n]*)),sha256=([\w-]+),/gm)) {
      const path = quoted?.replaceAll('""', '"') ?? plain ?? "";
      // The installer rewrites programs and metadata.
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

const MAX_LINES = 15;
const MAX_CHARACTERS = 8000;
const NO_WHEEL = /no usable wheels|has no wheels with|Wheels are required for/i;
const NETWORK =
  /failed to fetch|failed to download|error sending request|dns error|connection (refused|reset|error)|network (is|was)|timed? ?out|could not find a version|certificate|proxy|NewConnectionError/i;
const NETWORK_ADVICE =
  "Check the network. Behind a proxy set HTTPS_PROXY; for a mirror of PyPI set UV_DEFAULT_INDEX (or PIP_INDEX_URL); " +
  "for your own certificate authority set SSL_CERT_FILE.";

/** The error for a failed installation, with the installer's last output. `hint` is for failures not caused by the network. */
export function installError(what: string, command: string, result: ProcessResult, hint: string): DrydockError {
  const output = lastOutput(result);
  const message = `${what} could not be created: ${command} ${endPhrase(result)}.${output === "" ? "" : `\n${output}`}`;
  const errorWith = (advice: string) => new DrydockError("broken", message, advice.trim());
  if (/hash mismatch|do not match the hash/i.test(output)) {
    return errorWith(`${hint} A package differs from what was locked.`);
  }
  if (NO_WHEEL.test(output)) {
    const advice = "Lock a version that has a wheel for this Python and platform: Drydock does not build from source.";
    return errorWith(`${hint} ${advice}`);
  }
  return errorWith(NETWORK.test(output) ? NETWORK_ADVICE : hint);
}

/** The end of an installer's output, with secrets in URLs masked. */
export function lastOutput({ stdout, stderr }: Pick<ProcessResult, "stdout" | "stderr">): string {
  const lines = maskedEnd(`${stdout}\n${stderr}`, MAX_CHARACTERS)
    .split("\n")
    .map((line) => line.trimEnd());
  return lines
    .filter((line) => line !== "")
    .slice(-MAX_LINES)
    .join("\n");
}

function endPhrase({ end }: ProcessResult): string {
  switch (end.kind) {
    case "exit":
      return `failed with exit code ${end.code}`;
    case "signal":
      return `was ended by ${end.name}`;
    case "timeout":
      return `did not finish within ${end.seconds} ${end.seconds === 1 ? "second" : "seconds"}`;
    case "overflow":
      return `printed more than ${end.bytes} bytes`;
    case "not-started":
      return `could not be started (${end.reason})`;
  }
}
