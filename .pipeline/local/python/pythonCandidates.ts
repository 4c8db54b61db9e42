import { accessSync, constants, existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, isAbsolute, join } from "node:path";
import { homeFolder } from "../project/homeFolder.ts";

/** An executable that may be a Python; nothing was run. */
export interface Candidate {
  readonly path: string;
  /** `path` with its links followed. */
  readonly real: string;
  /** Of `real`; with `size` they show that the file was replaced. */
  readonly mtimeMs: number;
  readonly size: number;
  /** False when its name says another version than the wanted one. */
  readonly likely: boolean;
}

export type Env = Readonly<Record<string, string | undefined>>;

/** Looked at after everything that the user chose. */
const SYSTEM_FOLDERS: readonly string[] = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"];

// Minor versions whose names are tried besides the wanted one's.
const MINORS = Array.from({ length: 12 }, (_, index) => `python3.${index + 8}`);

/** Every Python that this machine may have, the most wanted place first; by cheap stats alone. */
export function pythonCandidates(wanted: string, env: Env, systemFolders = SYSTEM_FOLDERS): readonly Candidate[] {
  const names = [...new Set([`python${wanted}`, "python3", "python", ...MINORS])];
  const found = new Map<string, Candidate>();
  for (const folder of new Set([...searchFolders(env), ...systemFolders])) {
    for (const name of names) {
      const candidate = candidateAt(join(folder, name), wanted);
      if (candidate === undefined) continue;
      // Shims of one program (mise) tell by the name they are called by what to run, so they stay apart.
      const key = basename(candidate.real).startsWith("python") ? candidate.real : candidate.path;
      if (!found.has(key)) found.set(key, candidate);
    }
  }
  return [...found.values()];
}

function searchFolders(env: Env): readonly string[] {
  const home = homeFolder(env);
  const data = env.XDG_DATA_HOME || join(home, ".local", "share");
  return [
    // A relative entry would mean something else in each folder.
    ...(env.PATH ?? "").split(":").filter(isAbsolute),
    ...versionsIn(join(env.PYENV_ROOT || join(home, ".pyenv"), "versions")),
    ...versionsIn(join(env.MISE_DATA_DIR || join(data, "mise"), "installs", "python")),
    ...versionsIn(join(env.ASDF_DATA_DIR || join(home, ".asdf"), "installs", "python")),
    ...versionsIn(env.UV_PYTHON_INSTALL_DIR || join(data, "uv", "python")),
  ];
}

/** The `bin` of each version, the newest first. */
function versionsIn(folder: string): readonly string[] {
  try {
    const byNumber = new Intl.Collator("en", { numeric: true });
    const versions = readdirSync(folder).sort((a, b) => byNumber.compare(b, a));
    return versions.map((version) => join(folder, version, "bin"));
  } catch {
    return [];
  }
}

function candidateAt(path: string, wanted: string): Candidate | undefined {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined || !stat.isFile() || isDialog(path)) return undefined;
    accessSync(path, constants.X_OK);
    const real = realpathSync(path);
    const version = /^python(\d+\.\d+)$/.exec(basename(real))?.[1];
    return { path, real, mtimeMs: stat.mtimeMs, size: stat.size, likely: version === undefined || version === wanted };
  } catch {
    // Not ours to read or run.
    return undefined;
  }
}

/** Without Apple's command line tools, running its `python3` opens a window that offers to install them. */
function isDialog(path: string): boolean {
  if (process.platform !== "darwin" || !path.startsWith("/usr/bin/")) return false;
  return !existsSync("/Library/Developer/CommandLineTools") && !existsSync("/Applications/Xcode.app");
}
