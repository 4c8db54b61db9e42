import { type Container, type Directory, dag, type File } from "@dagger.io/dagger";
import { toolSpec } from "../checks/catalog.ts";
import { readLock } from "../flow/lock.ts";
import type { Tool } from "../model.ts";
import { PLACES, toolFolder } from "./places.ts";
import { SHIPPED_TEXTS } from "./shippedTexts.ts";

/** What the container engine asks of the module around it. */
export interface ContainerContext {
  /** An image with Python, pip and venv; its user is root. */
  readonly base: Container;
  /** Full version of the base's Python. */
  readonly python: string;
  /** The tree: the repository without what is ignored, each given config in its place. */
  readonly root: Directory;
  /** Paths of the files in it. */
  readonly paths: readonly string[];
  /** Text of a config by its path from the root; undefined if there is none. */
  readonly configText: (path: string) => string | undefined;
  /** Texts of the locks in its `requirements`, as they are there. */
  readonly ownLocks: Readonly<Partial<Record<Tool, string>>>;
  /** The environment of the application's own dependencies, created once, and only if needed; undefined if the user named none. */
  readonly application: (() => Promise<Directory>) | undefined;
  readonly cores: number;
  /** Milliseconds of any steady clock. */
  readonly now: () => number;
}

/** The tool's image, or the base with the tool in an environment of its own: only a new lock, or another base, rebuilds it. */
export function toolContainer(context: ContainerContext, tool: Tool): Container {
  const source = toolSpec(tool).source;
  if (source.kind === "image") return dag.container().from(source.image).withUser("root");
  return locked(context.base, tool, context.ownLocks[tool]);
}

/** The base with the packages of a lock: the user's, or the module's. Throws `broken` if the user's cannot be used. */
function locked(base: Container, tool: string, own?: string): Container {
  const path = `requirements/${tool}.txt`;
  const lock = `${toolFolder(tool)}.txt`;
  // What was parsed, never the file itself.
  const prepared = base.withMountedFile(
    lock,
    textFile("lock.txt", readLock(tool, path, own ?? shippedText(path)).text),
  );
  return install(prepared, toolFolder(tool), ["--require-hashes", "--only-binary", ":all:", "-r", lock]).withoutMount(
    lock,
  );
}

/** The base with the locked uv and its cache. */
export function withUv(base: Container): Container {
  return withScript(locked(base, "uv"), UV_SCRIPT)
    .withMountedCache(PLACES.uvCache, dag.cacheVolume("python_uv"))
    .withEnvVariable("UV_CACHE_DIR", PLACES.uvCache);
}

/** A command of that uv, which uses pip's package index and certificates. */
export function uvCommand(words: readonly string[]): string[] {
  return ["python3", "-I", `${PLACES.scripts}/${UV_SCRIPT}`, `${toolFolder("uv")}/bin/uv`, ...words];
}

const UV_SCRIPT = "drydock_uv.py";

/** Without a pip of its own, so that the environment holds what was asked for and nothing else. */
export function install(prepared: Container, folder: string, what: readonly string[]): Container {
  const pip = ["python3", "-m", "pip", "--python", `${folder}/bin/python`];
  const options = ["--cache-dir", PLACES.pipCache, "--disable-pip-version-check", "--no-input", "--quiet"];
  return prepared
    .withMountedCache(PLACES.pipCache, dag.cacheVolume("python_pip"))
    .withExec(venv(folder))
    .withExec([...pip, "install", ...options, "--root-user-action", "ignore", ...what])
    .withoutMount(PLACES.pipCache);
}

/** The command that makes an empty environment. */
export function venv(folder: string): string[] {
  return ["python3", "-m", "venv", "--without-pip", folder];
}

/** The container with one of Drydock's scripts in its place and its parts, and only these: their text appears in the engine's log. */
export function withScript(container: Container, name: string): Container {
  const stem = name.replace(/\.\w+$/, "");
  const files = Object.keys(SHIPPED_TEXTS).map((path) => path.replace("python/", ""));
  return [name, ...files.filter((file) => file.startsWith(`${stem}_`))].reduce(
    (scene, file) => scene.withMountedFile(`${PLACES.scripts}/${file}`, textFile(file, shippedText(`python/${file}`))),
    container,
  );
}

/** The same text is the same file in every session. */
function textFile(name: string, text: string): File {
  return dag.directory().withNewFile(name, text).file(name);
}

function shippedText(path: string): string {
  const text = SHIPPED_TEXTS[path];
  if (text === undefined) throw new RangeError(`There is no ${path} in the module: run \`npm run embed\`.`);
  return text;
}
