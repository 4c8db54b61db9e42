import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { realPath } from "../tree/realPath.ts";
import type { TreeEntry } from "../tree/tree.ts";
import { isWithin } from "../tree/treePath.ts";
import type { Copy } from "./copyApplication.ts";
import { type Application, digestOfPlace } from "./readApplication.ts";

/** What an application's environment stands on beside the requirements. */
export interface Origins {
  /** What builds left in the copies of editable projects. */
  readonly made: readonly (readonly [string, TreeEntry])[];
  /** Files of the user's that only a package names, such as a wheel behind a wheel, with their digests. */
  readonly beyond: Readonly<Record<string, string>>;
}

const FILE = "drydock-origins.json";

export function writeOrigins(environment: string, origins: Origins): void {
  writeFileSync(join(environment, FILE), JSON.stringify(origins));
}

/** Undefined where it can't be read: then the environment is made again. */
export function readOrigins(environment: string): Origins | undefined {
  try {
    return JSON.parse(readFileSync(join(environment, FILE), "utf8"));
  } catch {
    return undefined;
  }
}

/** The same files with the digests that they have now, as JSON. */
export async function originsNow({ beyond }: Origins, signal: AbortSignal): Promise<string> {
  return JSON.stringify(await digests(Object.keys(beyond), signal));
}

/**
 * What the packages were installed from, by the installer's own words, less what the requirements name. Where it is the
 * copy of the user's project, the words are made to name the project.
 */
export async function localOrigins(
  site: string,
  { archives }: Application,
  copy: Copy | undefined,
  signal: AbortSignal,
): Promise<Origins["beyond"]> {
  const beyond: string[] = [];
  for (const name of readdirSync(site).filter((one) => one.endsWith(".dist-info"))) {
    const file = join(site, name, "direct_url.json");
    const { url, dir_info } = readUrl(file);
    const path = pathOf(url);
    if (path === undefined) continue;
    const inCopy = copy !== undefined && isWithin(path, copy.sources);
    if (inCopy && dir_info?.editable !== true) {
      const own = path.slice(copy.sources.length);
      writeFileSync(file, JSON.stringify({ url: pathToFileURL(own).href, dir_info: dir_info ?? {} }));
    }
    if (!inCopy && !archives.includes(path)) beyond.push(path);
  }
  return digests(beyond.sort(), signal);
}

async function digests(paths: readonly string[], signal: AbortSignal): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const path of paths) found[path] = await digestOfPlace(path, signal).catch(() => "");
  return found;
}

function readUrl(file: string): { readonly url?: string; readonly dir_info?: { readonly editable?: boolean } } {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}

function pathOf(url: string | undefined): string | undefined {
  try {
    return url?.startsWith("file:") ? realPath(fileURLToPath(url)) : undefined;
  } catch {
    return undefined;
  }
}
