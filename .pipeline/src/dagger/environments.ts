import { type Container, type Directory, dag, type File } from "@dagger.io/dagger";
import { readLock } from "../lock.ts";
import type { Tool } from "../model/plan.ts";
import { TOOLS } from "../tools.ts";
import type { ContainerWorld } from "./containerWorld.ts";
import { PLACES, toolFolder } from "./places.ts";

/** A requirements file with the folder of the files it may include. */
export interface Requirements {
  readonly folder: Directory;
  /** Relative to the folder. */
  readonly path: string;
}

/** The tool's image, or the base with the tool in an environment of its own: only a new lock, or another base, makes it anew. */
export function toolContainer(world: ContainerWorld, tool: Tool): Container {
  const source = TOOLS[tool];
  if (source.kind === "image") return dag.container().from(source.image).withUser("root");
  const lock = `${toolFolder(tool)}.txt`;
  const prepared = world.base.withMountedFile(lock, lockOf(world, tool));
  return install(prepared, toolFolder(tool), ["--require-hashes", "--only-binary", ":all:", "-r", lock]).withoutMount(
    lock,
  );
}

/** The environment of the application. pip demands hashes by itself when the file has any. */
export function applicationEnvironment(base: Container, { folder, path }: Requirements): Directory {
  const file = `${PLACES.requirements}/${path}`;
  const prepared = base
    .withMountedDirectory(PLACES.requirements, folder)
    .withWorkdir(file.slice(0, file.lastIndexOf("/")));
  return install(prepared, PLACES.application, ["-r", file]).directory(PLACES.application);
}

/** Without a pip of its own, so that the environment holds what was asked for and nothing else. */
function install(prepared: Container, folder: string, what: readonly string[]): Container {
  const pip = ["python3", "-m", "pip", "--python", `${folder}/bin/python`];
  const options = ["--cache-dir", PLACES.pipCache, "--disable-pip-version-check", "--no-input", "--quiet"];
  return prepared
    .withMountedCache(PLACES.pipCache, dag.cacheVolume("python_pip"))
    .withExec(["python3", "-m", "venv", "--without-pip", folder])
    .withExec([...pip, "install", ...options, "--root-user-action", "ignore", ...what])
    .withoutMount(PLACES.pipCache);
}

/** Of a lock of the config folder what was understood, never the file itself. Throws `broken` for one that can't be used. */
function lockOf({ ownLocks }: ContainerWorld, tool: Tool): File {
  const path = `requirements/${tool}.txt`;
  const own = ownLocks[tool];
  if (own === undefined) return dag.currentModule().source().file(path);
  return dag
    .directory()
    .withNewFile("lock.txt", readLock(tool, path, own).text)
    .file("lock.txt");
}
