import { join } from "node:path";
import { DrydockError } from "../../src/errors.ts";
import { runProcess } from "../process/runProcess.ts";
import type { Interpreter } from "../python/interpreter.ts";
import { checkRecords } from "./checkRecords.ts";
import { sitePackages } from "./environment.ts";
import { installError } from "./installError.ts";

export interface Installation {
  readonly uv: string;
  readonly interpreter: Interpreter;
  readonly requirements: string;
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

/** Makes a virtual environment in an empty folder and installs into it. It may be renamed afterwards. */
export async function installPackages(folder: string, installation: Installation): Promise<void> {
  const { interpreter, requirements, options } = installation;
  const python = join(folder, "bin", "python");
  // --allow-existing: the folder is there, empty.
  const flags = ["--relocatable", "--no-project", "--allow-existing", "--python", interpreter.path];
  await run(["venv", ...flags, folder], installation);
  // Copies: with links, damage in one environment would be damage in uv's cache and in all others.
  const install = ["pip", "install", "--python", python, "--link-mode", "copy", ...options, "-r", requirements];
  await run(install, installation);
  const site = sitePackages(folder, interpreter);
  if (checkRecords(site) === undefined) return;
  await run([...install, "--reinstall", "--no-cache"], installation);
  const damage = checkRecords(site);
  if (damage === undefined) return;
  throw new DrydockError(
    "broken",
    `${installation.title} could not be made: ${damage}.`,
    "Check the disk and the package index.",
  );
}

async function run(args: readonly string[], installation: Installation): Promise<void> {
  const { uv, cwd, env, signal, title, hint } = installation;
  const result = await runProcess({
    file: uv,
    args,
    cwd,
    env,
    timeoutMs: LIMIT_MS,
    maxBytes: 16 * 1024 * 1024,
    signal,
  });
  if (result.end.kind === "exit" && result.end.code === 0) return;
  throw installError(title, `uv ${args[0] === "pip" ? "pip install" : args[0]}`, result, hint);
}
