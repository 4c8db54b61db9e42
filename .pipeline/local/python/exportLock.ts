import { dirname } from "node:path";
import { exportWords } from "../../src/flow/requirementsChoice.ts";
import { runProcess } from "../process/runProcess.ts";
import type { Application } from "./application.ts";
import { installError } from "./install.ts";
import { requirementLines } from "./requirements.ts";

interface Export {
  readonly uv: string;
  readonly python: string;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

const LIMIT_MS = 60_000;
/** They contradict --frozen, or are about another project. */
const CONTRARY = ["UV_FROZEN", "UV_LOCKED", "UV_PROJECT", "UV_NO_SYNC", "UV_ISOLATED"];

/** An application's uv.lock as the lines of a requirements file, exported by uv. Writes nothing and builds nothing. */
export async function withExportedLock(
  application: Application,
  { uv, python, env, signal }: Export,
): Promise<Application> {
  const { requirements: file } = application;
  const own = Object.entries(env).filter(([name]) => !CONTRARY.includes(name));
  const result = await runProcess({
    file: uv,
    args: exportWords(application, python),
    cwd: dirname(file),
    env: Object.fromEntries(own),
    timeoutMs: LIMIT_MS,
    maxBytes: 16 * 1024 * 1024,
    signal,
  });
  if (result.end.kind !== "exit" || result.end.code !== 0) {
    const title = `The environment of the application (${file})`;
    throw installError(title, "uv export", result, `Check that "uv export --frozen" works in ${dirname(file)}.`);
  }
  return { ...application, files: new Map([...application.files, [file, requirementLines(result.stdout, {})]]) };
}
