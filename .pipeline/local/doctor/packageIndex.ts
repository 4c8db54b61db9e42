import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "smol-toml";
import { causeOf } from "../../src/errors.ts";
import { lockedVersion } from "../../src/flow/lock.ts";
import { masked } from "../../src/masked.ts";
import { lockFiles } from "../files/configFiles.ts";
import { runProcess } from "../process/runProcess.ts";
import type { Env } from "../python/interpreter.ts";
import { discard } from "../python/temporaryFolders.ts";
import { settingsForTools, toolVariables, withUvSettings } from "../python/uvSettings.ts";
import { shipped } from "../shipped.ts";
import type { Machine } from "./programs.ts";
import { ok, warn } from "./symptom.ts";

const LIMIT_MS = 8000;
const HINT =
  "Tools that are in the cache work without it. Otherwise check the network and the proxy, or name your index: UV_DEFAULT_INDEX, PIP_INDEX_URL, or uv.toml.";

/** Whether the package index answers, asked by uv with its settings, proxies and certificates; without uv, asked directly. */
export async function lookAtIndex({ env, signal }: Machine, uv: { readonly path: string } | undefined) {
  const index = indexUrl(env);
  const problem =
    index === undefined ? undefined : await (uv === undefined ? fetched(index) : asked(uv.path, env, signal));
  const shown = masked(index ?? "no index is used, but the folders of find-links");
  return problem === undefined ? ok(shown) : warn(`${shown} does not answer: ${masked(problem)}`, HINT);
}

/** The index that uv takes packages from; undefined if it is told to use none. */
export function indexUrl(env: Env): string | undefined {
  const variables = toolVariables(env, "/");
  const settings = parse(settingsForTools(env));
  const isOn = (value: unknown) => value === true || /^(?:1|true|t|yes|y|on)$/i.test(String(value));
  if (isOn(variables.UV_NO_INDEX) || settings["no-index"] === true) return undefined;
  const listed = (Array.isArray(settings.index) ? settings.index : []) as readonly Record<string, unknown>[];
  const named = listed.find((one) => one.default === true)?.url ?? settings["index-url"];
  const chosen = variables.UV_DEFAULT_INDEX || variables.UV_INDEX_URL || named || "https://pypi.org/simple";
  // A name may stand before it: company=https://…
  return String(chosen).replace(/^[\w.-]+=(?=[a-z]+:)/i, "");
}

/** Has uv look for a package, but download none. The reason if it cannot. */
async function asked(uv: string, env: Env, signal: AbortSignal): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "drydock-temporary-"));
  const root = join(folder, "environments");
  try {
    return await withUvSettings(root, env, async (cwd, UV_CONFIG_FILE) => {
      writeFileSync(join(cwd, "ruff.in"), `ruff==${lockedVersion(lockFiles(undefined, shipped()).lock("ruff"))}\n`);
      const { end, stderr } = await runProcess({
        file: uv,
        args: ["pip", "compile", "--quiet", "--no-deps", "--only-binary", ":all:", "ruff.in"],
        cwd,
        env: { UV_HTTP_TIMEOUT: "5", UV_HTTP_RETRIES: "0", ...toolVariables(env, root), UV_CONFIG_FILE },
        timeoutMs: LIMIT_MS,
        maxBytes: 1024 * 1024,
        signal,
      });
      if (end.kind === "exit") return end.code === 0 ? undefined : reason(stderr);
      return end.kind === "timeout" ? `it took longer than ${end.seconds} s` : "uv could not be run";
    });
  } finally {
    await discard(folder);
  }
}

/** The innermost cause that uv tells. */
function reason(stderr: string): string {
  const lines = stderr
    .split("\n")
    .map((line) => line.replace(/^[\s×╰─▶│]*(?:(?:error|cause|Caused by): )?/, "").trim());
  return lines.filter((line) => line !== "" && !line.startsWith("hint:")).at(-1) ?? "uv fails without a word";
}

async function fetched(index: string): Promise<string | undefined> {
  if (!/^https?:/i.test(index)) return undefined;
  try {
    const address = new URL(`${index.replace(/\/$/, "")}/ruff/`);
    const { username, password } = address;
    address.username = "";
    address.password = "";
    const authorization = `Basic ${btoa(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)}`;
    const { status } = await fetch(address, {
      method: "HEAD",
      headers: username === "" ? {} : { authorization },
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    return status < 400 ? undefined : `it answers with ${status}`;
  } catch (error) {
    const inner = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return causeOf(inner);
  }
}
