import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Lock } from "../../src/flow/lock.ts";
import { runProcess } from "../process/runProcess.ts";
import type { EnvironmentContext } from "./environment.ts";
import { installError } from "./install.ts";
import { toolVariables, withUvSettings } from "./uvSettings.ts";

export interface LockRequest extends Omit<EnvironmentContext, "onPreparing"> {
  readonly tool: string;
  /** The packages to lock together with their dependencies, one per line. */
  readonly wanted: string;
  /** A lock whose versions are kept if they fit. */
  readonly before: Lock | undefined;
  /** The oldest Python that the lock is for, `major.minor`. */
  readonly python: string;
}

const LIMIT_MS = 10 * 60 * 1000;

/** The text of a lock for all platforms, with the hash of each package. Nothing is built: only packages with wheels are accepted. */
export async function compileLock(request: LockRequest): Promise<string> {
  const { tool, wanted, before, python, interpreter, env, root, signal } = request;
  return withUvSettings(root, env, async (cwd, UV_CONFIG_FILE) => {
    const [input, output] = [`${tool}.in`, `${tool}.txt`];
    writeFileSync(join(cwd, input), wanted);
    if (before !== undefined) writeFileSync(join(cwd, output), before.text);
    const versions = ["--universal", "--python-version", python, "--python", interpreter.path];
    const packages = ["--only-binary", ":all:", "--generate-hashes"];
    // Nothing in the lock names the machine or its package index.
    const header = ["--no-emit-index-url", "--no-emit-find-links", "--annotation-style", "line"];
    const command = ["--custom-compile-command", `drydock lock ${tool}`];
    const result = await runProcess({
      file: await request.uv(),
      args: [
        "pip",
        "compile",
        "--quiet",
        input,
        "--output-file",
        output,
        ...versions,
        ...packages,
        ...header,
        ...command,
      ],
      cwd,
      env: { ...toolVariables(env, root), UV_CONFIG_FILE },
      timeoutMs: LIMIT_MS,
      maxBytes: 16 * 1024 * 1024,
      signal,
    });
    if (result.end.kind === "exit" && result.end.code === 0) return readFileSync(join(cwd, output), "utf8");
    const hint = `Look at the names and versions: the packages have to fit ${tool}, each other and Python ${python}, and have wheels. Nothing was written.`;
    // By "your project" uv means the list that was made here.
    const stderr = result.stderr.replace(/^\s*hint:.*\n?/gm, "").replace(/ for split \(markers: [^\n]*\)$/m, "");
    throw installError(`The lock of ${tool}`, "uv pip compile", { ...result, stderr }, hint);
  });
}
