import { createHash } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DrydockError } from "../../src/errors.ts";
import { type ProcessResult, runProcess } from "../process/runProcess.ts";
import { probePython } from "../python/probePython.ts";
import { pythonCandidates } from "../python/pythonCandidates.ts";
import { installError, lastWords } from "./installError.ts";
import { ENVIRONMENT_VERSION } from "./manifest.ts";
import { shareEnvironment } from "./shareEnvironment.ts";
import { discard } from "./temporaryFolders.ts";
import { toolVariables } from "./uvVariables.ts";
import type { UvWorld } from "./uvWorld.ts";

const TITLE = "the environment of uv";
const LIMIT_MS = 5 * 60 * 1000;

/** Path of the uv that the lock names, installed by pip into a folder of Drydock's own; any Python with venv will do. */
export async function pinnedUv(world: UvWorld): Promise<string> {
  const { root, lock, signal, onPreparing } = world;
  const parts = [ENVIRONMENT_VERSION, lock.text, process.platform, process.arch];
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
  const folder = join(root, `uv-${digest}`);
  const fill = async (fresh: string) => {
    const venv = await makeVenv(fresh, world);
    const requirements = join(venv, "requirements.txt");
    writeFileSync(requirements, lock.text);
    const pip = ["-m", "pip", "install", "--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", requirements];
    const result = await run(join(venv, "bin", "python"), pip, world);
    if (!isDone(result)) throw installError(TITLE, "pip install", result, "Install uv yourself.");
    // uv is one program that needs no Python: without the rest it outlives the Python that fetched it.
    mkdirSync(join(fresh, "bin"));
    renameSync(join(venv, "bin", "uv"), join(fresh, "bin", "uv"));
    await discard(venv);
  };
  await shareEnvironment({ root, folder, purpose: "uv", python: "", title: TITLE, signal, fill, onPreparing });
  return join(folder, "bin", "uv");
}

/** A virtual environment with pip, made by the first Python that can: Debian's own may lack ensurepip. */
async function makeVenv(folder: string, world: UvWorld): Promise<string> {
  const tried = new Set<string>();
  const words: string[] = [];
  const candidates = pythonCandidates("3", world.env, world.systemFolders);
  for (const [index, candidate] of candidates.entries()) {
    const probe = await probePython(candidate.path, world.env, world.signal);
    if (probe === undefined || tried.has(probe.path) || probe.minor[0] !== 3 || probe.minor[1] < 8) continue;
    tried.add(probe.path);
    const venv = join(folder, `venv-${index}`);
    const result = await run(probe.path, ["-m", "venv", venv], world);
    if (isDone(result)) return venv;
    words.push(`${probe.path} (${probe.version}): ${lastWords(`${result.stdout}\n${result.stderr}`)}`);
    await discard(venv);
  }
  const why =
    words.length === 0
      ? "there is no Python 3.8 or newer"
      : `no Python here can make a virtual environment:\n${words.join("\n")}`;
  throw new DrydockError(
    "broken",
    `uv, which installs the tools, is not on PATH and can't be fetched: ${why}`,
    "Install uv, or Python's venv module (on Debian and Ubuntu: apt install python3-venv).",
  );
}

function run(python: string, args: readonly string[], world: UvWorld): Promise<ProcessResult> {
  return runProcess({
    file: python,
    args: ["-I", ...args],
    cwd: world.root,
    env: toolVariables(world.env, world.root),
    timeoutMs: LIMIT_MS,
    maxBytes: 16 * 1024 * 1024,
    signal: world.signal,
  });
}

function isDone({ end }: ProcessResult): boolean {
  return end.kind === "exit" && end.code === 0;
}
