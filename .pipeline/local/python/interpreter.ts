import { setMaxListeners } from "node:events";
import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { DrydockError } from "../../src/errors.ts";
import { homeFolder } from "../cache/cacheFolder.ts";
import { askProgram } from "../process/runProcess.ts";
import { temporaryPath } from "./temporaryFolders.ts";

/** Environment variables. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The Python that runs the tools. */
export interface Interpreter {
  /** Absolute path of a real executable, not of a shim. */
  readonly path: string;
  /** With its release level: `3.13.0`, `3.14.0rc1`. */
  readonly version: string;
  /** As in the settings: `3.13`. */
  readonly wanted: string;
  readonly matches: boolean;
}

export interface InterpreterContext {
  readonly env: Env;
  readonly memoFile: string;
  /** Downloads a Python and returns its path; undefined, or an error, if that fails. Left out: nothing is downloaded or remembered. */
  readonly download?: (wanted: string, signal: AbortSignal) => Promise<string | undefined>;
  readonly signal: AbortSignal;
  readonly systemFolders?: readonly string[];
}

/** An executable that may be a Python; it has not been run. `mtimeMs` and `size` reveal a replaced file. */
interface Candidate {
  readonly path: string;
  /** `path` with its links followed. */
  readonly real: string;
  readonly mtimeMs: number;
  readonly size: number;
  /** False if its name has a version other than the wanted one. */
  readonly likely: boolean;
}

/** What a Python reports about itself. */
interface Probe {
  /** The executable itself, not a shim or the link in a virtual environment. */
  readonly path: string;
  readonly version: string;
  /** CPython with the GIL, for which the pinned tools publish wheels. */
  readonly standard: boolean;
}

/** The last result for a wanted version, so that a run without changes starts no process. */
interface Memory {
  readonly interpreter?: Interpreter | undefined;
  /** Everything that the choice was based on. */
  readonly seen?: string | undefined;
  /** When its download failed, in milliseconds since 1970. */
  readonly downloadFailed?: number | undefined;
}

/** The oldest minor version of Python 3 that the pinned tools run on. */
const OLDEST = 10;
// A download that fails costs seconds, so it is tried once a day.
const RETRY_MS = 24 * 60 * 60 * 1000;
const PROBE_MS = 5000;
/** Searched after everything that the user chose. */
const SYSTEM_FOLDERS: readonly string[] = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"];
// Names of other versions to try besides the wanted one.
const MINORS = Array.from({ length: 12 }, (_, index) => `python3.${index + 8}`);
const BY_NUMBER = new Intl.Collator("en", { numeric: true });

/**
 * The wanted Python if it is on this machine or can be downloaded, otherwise the newest available (`matches` is false).
 *
 * uv's own search does not help here: it needs uv, and installing uv needs a Python; it returns a shim instead of the
 * program behind it; and it starts a process, which a fully cached run must not do.
 */
export async function findInterpreter(wanted: string, context: InterpreterContext): Promise<Interpreter> {
  const { env, memoFile, signal } = context;
  const candidates = pythonCandidates(wanted, env, context.systemFolders);
  const memo = readMemo(memoFile);
  const { interpreter: last, seen, downloadFailed }: Memory = memo[wanted] ?? {};
  const age = Date.now() - (downloadFailed ?? Number.NEGATIVE_INFINITY);
  const failedRecently = age >= 0 && age < RETRY_MS;
  if (last && (last.matches || failedRecently) && seen === basis(last, candidates)) return last;

  setMaxListeners(0, signal); // Every probe adds a listener.
  const probes = async (likely: boolean) => {
    const some = candidates.filter((candidate) => candidate.likely === likely);
    const answers = await Promise.all(some.map(({ path }) => probePython(path, env, signal)));
    return answers.filter((probe) => probe !== undefined);
  };
  const likely = await probes(true);
  const local = likely.find((probe) => isWanted(probe, wanted));
  const download = local === undefined && !failedRecently ? context.download : undefined;
  const fetched = await download?.(wanted, signal).catch(() => undefined);
  signal.throwIfAborted();
  const downloaded = fetched === undefined ? undefined : await probePython(fetched, env, signal);
  const match = local ?? [downloaded].find((probe) => probe !== undefined && isWanted(probe, wanted));
  const all = match === undefined ? [...likely, ...(await probes(false))] : [];
  const chosen = match ?? newest(all);
  const interpreter = chosen && { path: chosen.path, version: chosen.version, wanted, matches: match !== undefined };
  const now = fetched === undefined ? candidates : pythonCandidates(wanted, env, context.systemFolders);
  const failed = match === undefined ? (failedRecently ? downloadFailed : Date.now()) : undefined;
  const choice = { interpreter, seen: interpreter && basis(interpreter, now), downloadFailed: failed };
  if (context.download !== undefined) writeMemo(memoFile, { ...memo, [wanted]: choice });
  if (interpreter === undefined) throw nothingFound(wanted, all);
  return interpreter;
}

function isWanted({ standard, version }: Probe, wanted: string): boolean {
  return standard && (version === wanted || version.startsWith(`${wanted}.`));
}

function newest(all: readonly Probe[]): Probe | undefined {
  const isFinal = ({ version }: Probe) => Number(/^[\d.]+$/.test(version));
  return all
    .filter(({ standard, version }) => standard && isPython3(version, OLDEST))
    .sort((a, b) => isFinal(b) - isFinal(a) || BY_NUMBER.compare(b.version, a.version))[0];
}

export function isPython3(version: string, oldestMinor: number): boolean {
  return Number(/^3\.(\d+)\./.exec(version)?.[1] ?? -1) >= oldestMinor;
}

function nothingFound(wanted: string, all: readonly Probe[]): DrydockError {
  const others = [...new Set(all.map(({ version, path }) => `${version} (${path})`))].sort();
  const found = others.length === 0 ? "there is none" : `there is only ${others.join(", ")}`;
  return new DrydockError(
    "broken",
    `No CPython 3.${OLDEST} or newer was found for the tools: ${found}. Looked for python${wanted}, python3 and ` +
      "python on PATH, among the versions of pyenv, mise, asdf and uv, and in the system's folders. It could not be downloaded either.",
    `Install Python ${wanted} from your system's packages, pyenv or mise, or run "uv python install ${wanted}".`,
  );
}

/** Every Python that this machine may have, in order of preference; uses only cheap stats. */
export function pythonCandidates(wanted: string, env: Env, systemFolders = SYSTEM_FOLDERS): readonly Candidate[] {
  const names = [...new Set([`python${wanted}`, "python3", "python", ...MINORS])];
  const found = new Map<string, Candidate>();
  for (const folder of new Set([...searchFolders(env), ...systemFolders])) {
    for (const name of names) {
      const candidate = candidateAt(join(folder, name), wanted);
      if (candidate === undefined) continue;
      // Shims of one program (mise) decide by their own name what to run, so they are kept separate.
      const key = basename(candidate.real).startsWith("python") ? candidate.real : candidate.path;
      if (!found.has(key)) found.set(key, candidate);
    }
  }
  return [...found.values()];
}

function searchFolders(env: Env): readonly string[] {
  const home = homeFolder(env);
  const data = env.XDG_DATA_HOME || join(home, ".local", "share");
  const managed = [
    join(env.PYENV_ROOT || join(home, ".pyenv"), "versions"),
    join(env.MISE_DATA_DIR || join(data, "mise"), "installs", "python"),
    join(env.ASDF_DATA_DIR || join(home, ".asdf"), "installs", "python"),
    env.UV_PYTHON_INSTALL_DIR || join(data, "uv", "python"),
  ];
  // A relative entry would mean something else in each folder.
  return [...(env.PATH ?? "").split(":").filter(isAbsolute), ...managed.flatMap(versionsIn)];
}

/** The `bin` folder of each version, newest first. */
function versionsIn(folder: string): readonly string[] {
  try {
    const versions = readdirSync(folder).sort((a, b) => BY_NUMBER.compare(b, a));
    return versions.map((version) => join(folder, version, "bin"));
  } catch {
    return [];
  }
}

function candidateAt(path: string, wanted: string): Candidate | undefined {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined || !stat.isFile() || opensDialog(path)) return undefined;
    accessSync(path, constants.X_OK);
    const real = realpathSync(path);
    const version = /^python(\d+\.\d+)$/.exec(basename(real))?.[1];
    return { path, real, mtimeMs: stat.mtimeMs, size: stat.size, likely: version === undefined || version === wanted };
  } catch {
    return undefined; // Not readable or executable.
  }
}

/** Without Apple's command line tools, running its `python3` opens a window that offers to install them. */
function opensDialog(path: string): boolean {
  if (process.platform !== "darwin" || !path.startsWith("/usr/bin/")) return false;
  return !existsSync("/Library/Developer/CommandLineTools") && !existsSync("/Applications/Xcode.app");
}

// One line with a prefix and tab-separated fields, since shims may print other lines.
const SCRIPT = `import os, sys
v = sys.version_info
base = os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)
name = getattr(getattr(sys, "implementation", None), "name", "cpython")
level = "" if v[3] == "final" else {"alpha": "a", "beta": "b"}.get(v[3], "rc") + str(v[4])
print("\\t".join(["drydock-python", name, "%d.%d.%d" % v[:3] + level, getattr(sys, "abiflags", ""), base]))
`;

/** Runs a candidate. Undefined if it is not a working Python: a broken shim, one that hangs, another program. */
export async function probePython(path: string, env: Env, signal: AbortSignal): Promise<Probe | undefined> {
  // Without site-packages, variables and the current folder, so that nothing of the user's can change the answer.
  const stdout = await askProgram(path, ["-I", "-S", "-c", SCRIPT], env, PROBE_MS, signal);
  const line = stdout?.split("\n").find((text) => text.startsWith("drydock-python\t"));
  const [, name, version = "", flags = "", base = ""] = line?.split("\t") ?? [];
  if (!/^\d+\.\d+\./.test(version) || !isAbsolute(base)) return undefined;
  return { path: base, version, standard: name === "cpython" && !flags.includes("t") };
}

/** Everything that the choice of an interpreter depends on, including the choice itself, so that a damaged memo differs. */
function basis(interpreter: Interpreter, candidates: readonly Candidate[]): string {
  const { mtimeMs, size } = statSync(String(interpreter.path), { throwIfNoEntry: false }) ?? {};
  return JSON.stringify([interpreter, mtimeMs, size, candidates]);
}

/** By wanted version; empty if it is missing or unreadable. */
function readMemo(file: string): Readonly<Record<string, Memory>> {
  try {
    const entries = Object.entries<Memory>(JSON.parse(readFileSync(file, "utf8")));
    return Object.fromEntries(entries.filter(([wanted]) => /^\d+\.\d/.test(wanted)));
  } catch {
    return {};
  }
}

/** If it cannot be written, the next run searches again. */
function writeMemo(file: string, memo: Readonly<Record<string, Memory>>): void {
  try {
    const temporary = temporaryPath(dirname(file));
    writeFileSync(temporary, JSON.stringify(memo));
    renameSync(temporary, file);
  } catch {
    // A partly written file is removed with the other leftovers.
  }
}
