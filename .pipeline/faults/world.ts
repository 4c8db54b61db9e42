import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type Ended, type How, type Place, type Running, start } from "./drydock.ts";
import { mountDisk, unmountAll } from "./mount.ts";
import { digest, photograph } from "./photograph.ts";
import { CLEAN, type Files } from "./sample.ts";
import { type Told, toldBy } from "./verdict.ts";

/** Environments from one campaign to the next, in a folder that git ignores. */
const KEPT = resolve(import.meta.dirname, "../../.make/faults-cache");

/** A folder of one trial: a repository, a cache with all environments and no result, and a folder for what is temporary. */
export interface Ground extends Place {
  /** What lies beside the three is outside of all that Drydock may write to. */
  readonly folder: string;
  readonly start: (args: readonly string[], how?: How) => Running;
  readonly run: (args: readonly string[], how?: How) => Promise<Ended>;
}

export interface World {
  /** `small`: the repository lies on a disk of its own, which can be made full. */
  readonly ground: (files: Files, small?: boolean) => Ground;
  /** What a run of the same files tells that nothing disturbs and that has nothing cached, and how long it takes. */
  readonly oracle: (repo: string, args: readonly string[]) => Promise<Told & { readonly ms: number }>;
  /** Folders made since the last call; they are the caller's to remove. */
  readonly made: () => readonly string[];
  readonly remove: () => void;
}

export async function openWorld(say: (line: string) => void): Promise<World> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "drydock-faults-")));
  const master = join(folder, "master");
  let made: string[] = [];
  let grounds = 0;
  const ground: World["ground"] = (files, small = false) => {
    grounds += 1;
    const own = join(folder, `trial-${grounds}`);
    made.push(own);
    const place = { repo: join(own, "repo"), cache: join(own, "cache"), tmp: join(own, "tmp") };
    for (const path of [place.repo, place.tmp]) mkdirSync(path, { recursive: true });
    if (small) mountDisk(place.repo);
    execFileSync("git", ["init", "--quiet", "--template=", place.repo]);
    putFiles(place.repo, files);
    copyCache(master, place.cache);
    return within({ ...place, folder: own });
  };
  const known = new Map<string, Promise<Told & { ms: number }>>();
  const ask = async (repo: string, args: readonly string[]) => {
    const calm = ground({});
    cpSync(repo, calm.repo, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    const ended = await calm.run([...args, "--json"]);
    rmSync(calm.folder, { recursive: true });
    return { ...toldBy(ended), ms: ended.ms };
  };
  const oracle: World["oracle"] = (repo, args) => {
    const contents = [...photograph(repo)].map(([path, { kind, mode, content }]) => [path, kind, mode, content]);
    const key = digest(JSON.stringify([args, contents]));
    const told = known.get(key) ?? ask(repo, args);
    known.set(key, told);
    return told;
  };
  const remove = () => {
    unmountAll();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const takeMade = () => {
    const all = made;
    made = [];
    return all;
  };
  try {
    say("installing the tools");
    await install(join(folder, "first"));
    execFileSync("cp", ["-a", KEPT, master]);
    rmSync(join(folder, "first"), { recursive: true });
    return { ground, oracle, made: takeMade, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** A ground of these folders. */
export function within(places: Place & Pick<Ground, "folder">): Ground {
  const begin: Ground["start"] = (args, how) => start(places, args, how);
  return { ...places, start: begin, run: (args, how) => begin(args, how).ended };
}

/** By a run of another project, so that the cache holds no answer that a trial could be given. */
async function install(folder: string): Promise<void> {
  const place = { repo: join(folder, "repo"), cache: KEPT, tmp: join(folder, "tmp") };
  for (const path of [place.repo, place.cache, place.tmp]) mkdirSync(path, { recursive: true });
  putFiles(place.repo, { ...CLEAN, "src/first.py": "FIRST = 1\n" });
  toldBy(await start(place, ["run-all", "--no-cache", "--json"]).ended);
}

/** Environments and uv's cache by hard links: nobody writes into a file that is there, and 300 MB are copied in a moment. */
function copyCache(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    const link = ["environments", "uv"].includes(name) ? ["--link"] : [];
    execFileSync("cp", ["-a", ...link, join(from, name), to]);
  }
}

function putFiles(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}
