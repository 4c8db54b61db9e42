import { DrydockError } from "../../src/errors.ts";
import type { Interpreter } from "./interpreter.ts";
import { type InterpreterMemo, readMemo, seen, writeMemo } from "./interpreterMemo.ts";
import { type Probe, probePython } from "./probePython.ts";
import { type Candidate, type Env, pythonCandidates } from "./pythonCandidates.ts";

export type { Interpreter };

export interface InterpreterWorld {
  readonly env: Env;
  readonly memoFile: string;
  /** Fetches a Python and gives the path of its executable; undefined, or an error, where that can't be done. */
  readonly download: (wanted: string, signal: AbortSignal) => Promise<string | undefined>;
  readonly signal: AbortSignal;
  readonly systemFolders?: readonly string[];
}

/** The oldest Python that the pinned tools run on. */
const OLDEST = [3, 10] as const;
/** A download that fails costs seconds, so it is tried once a day. */
const RETRY_MS = 24 * 60 * 60 * 1000;

/**
 * The wanted Python where it is on this machine or can be downloaded, else the newest there is (`matches` false).
 * Starts no process when nothing changed since it was last found.
 */
export async function findInterpreter(wanted: string, world: InterpreterWorld): Promise<Interpreter> {
  const { env, memoFile, signal } = world;
  const list = () => pythonCandidates(wanted, env, world.systemFolders);
  const candidates = list();
  const memo = readMemo(memoFile);
  const failed = failedLately(memo, wanted);
  const known = memo.chosen[wanted];
  if (
    known !== undefined &&
    (known.interpreter.matches || failed) &&
    isSame(known.seen, seen(known.interpreter.path, candidates))
  )
    return known.interpreter;

  const probeAll = (some: readonly Candidate[]) =>
    probes(
      some.map(({ path }) => path),
      env,
      signal,
    );
  const likely = await probeAll(candidates.filter((candidate) => candidate.likely));
  const local = likely.find((probe) => isWanted(probe, wanted));
  const downloaded = local === undefined && !failed ? await download(wanted, world) : undefined;
  const match = local ?? downloaded;
  const all = match === undefined ? [...likely, ...(await probeAll(candidates.filter(({ likely }) => !likely)))] : [];
  const chosen = match ?? newest(all);
  const failedDownloads = {
    ...memo.failedDownloads,
    ...(match === undefined && !failed ? { [wanted]: Date.now() } : {}),
  };
  if (chosen === undefined) {
    writeMemo(memoFile, { chosen: memo.chosen, failedDownloads });
    throw nothingFound(wanted, all);
  }
  const interpreter = { path: chosen.path, version: chosen.version, wanted, matches: match !== undefined };
  const choice = { interpreter, seen: seen(chosen.path, downloaded === undefined ? candidates : list()) };
  writeMemo(memoFile, { chosen: { ...memo.chosen, [wanted]: choice }, failedDownloads });
  return interpreter;
}

async function probes(paths: readonly string[], env: Env, signal: AbortSignal): Promise<readonly Probe[]> {
  const answers = await Promise.all(paths.map((path) => probePython(path, env, signal)));
  return answers.filter((probe) => probe !== undefined);
}

async function download(wanted: string, world: InterpreterWorld): Promise<Probe | undefined> {
  const path = await world.download(wanted, world.signal).catch(() => undefined);
  world.signal.throwIfAborted();
  const probe = path === undefined ? undefined : await probePython(path, world.env, world.signal);
  return probe !== undefined && isWanted(probe, wanted) ? probe : undefined;
}

function failedLately(memo: InterpreterMemo, wanted: string): boolean {
  const age = Date.now() - (memo.failedDownloads[wanted] ?? Number.NEGATIVE_INFINITY);
  return age >= 0 && age < RETRY_MS;
}

function isSame(before: readonly string[], now: readonly string[]): boolean {
  return before.length === now.length && before.every((line, index) => line === now[index]);
}

function isWanted(probe: Probe, wanted: string): boolean {
  return probe.standard && (probe.version === wanted || probe.version.startsWith(`${wanted}.`));
}

function newest(all: readonly Probe[]): Probe | undefined {
  const isOldEnough = ({ minor }: Probe) => minor[0] === OLDEST[0] && minor[1] >= OLDEST[1];
  const byNumber = new Intl.Collator("en", { numeric: true });
  const isFinal = ({ version }: Probe) => Number(/^[\d.]+$/.test(version));
  return all
    .filter((probe) => probe.standard && isOldEnough(probe))
    .sort((a, b) => isFinal(b) - isFinal(a) || byNumber.compare(b.version, a.version))[0];
}

function nothingFound(wanted: string, all: readonly Probe[]): DrydockError {
  const others = [...new Set(all.map(({ version, path }) => `${version} (${path})`))].sort();
  const found = others.length === 0 ? "there is none at all" : `there is only ${others.join(", ")}`;
  return new DrydockError(
    "broken",
    `No CPython ${OLDEST.join(".")} or newer was found for the tools: ${found}. Looked for python${wanted}, python3 and ` +
      "python on PATH, among the versions of pyenv, mise, asdf and uv, and in the system's folders; it could not be downloaded either.",
    `Install Python ${wanted} by your system's packages, pyenv or mise, or run "uv python install ${wanted}".`,
  );
}
