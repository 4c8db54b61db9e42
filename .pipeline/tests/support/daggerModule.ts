import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Container, Context, connection, Directory, File } from "@dagger.io/dagger";
import type { ModuleState } from "../../src/dagger/openProject.ts";
import { readLock } from "../../src/flow/lock.ts";
import { type Answer, type Asked, daggerEndpoint } from "./daggerEndpoint.ts";
import { recordedOutput } from "./recordedReading.ts";
import { PIPELINE } from "./sourceFiles.ts";

/** How a command in a container ended, or what the engine said instead. */
export interface Ended {
  readonly code?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  /** The engine takes this exit code, of a signal, for an error. */
  readonly killed?: number;
  readonly engineError?: string;
}

/** What the stand-in engine knows; all of it has a default that lets every check pass. */
export interface Engine {
  /** How a tool ends, by the words of its command without the time limit. */
  readonly tool?: (argv: readonly string[]) => Ended | undefined;
  /** Texts of the files of the config folder, beside those of the reference; null: there is no such folder. */
  readonly config?: Readonly<Record<string, string>> | null;
  readonly locks?: readonly string[];
  /** Paths of the files in the repository, beside those of the config folder. */
  readonly files?: readonly string[];
  /** Texts of files at their paths from the root, which there are too. */
  readonly texts?: Readonly<Record<string, string>>;
  readonly python?: string;
  readonly links?: readonly object[];
  /** What the lines asked for are, by path from the root. */
  readonly lines?: Readonly<Record<string, readonly (readonly [number, string])[]>>;
  readonly sourceAtPath?: boolean;
  /** What the application's requirements file holds. */
  readonly requirements?: string;
  /** Comes before everything else; undefined leaves the answer to the rest. */
  readonly first?: Answer;
}

const CONFIG = { ".pylintrc": "", "black.toml": "", "mypy.ini": "", "pyproject.toml": "" };

/** The tree of a call with nothing but the config folder: the repository, each config in its place, and a mark of its root. */
export const TREE = treeOf("REPOSITORY.filter(gitignore: true)");

/** The tree that is made of a repository, as a query says it. */
export function treeOf(repository: string, config = "CONFIG", names: readonly string[] = Object.keys(CONFIG)): string {
  const placed = names.map((name) => `.withFile(path: ".config/${name}",source: <${config}.file(path: "${name}")>)`);
  return `TIMED ${repository}${placed.join("")}.withNewDirectory(path: ".git")`;
}

/** What a call gave and what was asked of the engine for it. */
export interface Called<T> {
  readonly value: T | undefined;
  readonly error: Error | undefined;
  readonly asked: readonly Asked[];
  readonly identified: readonly (readonly string[])[];
}

/** Does the work against a stand-in for the engine, through the SDK's own client. */
export async function withEngine<T>(engine: Engine, work: () => Promise<T>): Promise<Called<T>> {
  const endpoint = await daggerEndpoint((asked) => answer(engine, asked));
  process.env["DAGGER_SESSION_PORT"] = String(endpoint.port);
  process.env["DAGGER_SESSION_TOKEN"] = "token";
  let value: T | undefined;
  let error: Error | undefined;
  try {
    await connection(async () => {
      try {
        value = await work();
      } catch (thrown) {
        error = thrown as Error;
      }
    });
  } finally {
    await endpoint.close();
    delete process.env["DAGGER_SESSION_PORT"];
    delete process.env["DAGGER_SESSION_TOKEN"];
  }
  const asked = endpoint.asked.map((one) => ({ ...one, chain: one.chain.map(brief) }));
  return { value, error, asked, identified: endpoint.identified.map((chain) => chain.map(brief)) };
}

/** What is shipped with the module, as a query says it, and the path of the file that it has to be. */
const SHIPPED = ["python", "requirements"].flatMap((folder) =>
  readdirSync(join(PIPELINE, folder))
    .filter((name) => /^drydock_|\.txt$/.test(name))
    .map((name) => {
      const text = readFileSync(join(PIPELINE, folder, name), "utf8");
      const tool = /(\w+)\.txt$/.exec(name)?.[1];
      const [as, contents] = tool === undefined ? [name, text] : ["lock.txt", readLock(tool, name, text).text];
      const file = `directory.withNewFile(path: "${as}",contents: ${JSON.stringify(contents)}).file(path: "${as}")`;
      return [file, `SHIPPED ${folder}/${name}`] as const;
    }),
);

/** A query without the texts of the module's own files, and with `TIMED TREE` for a tree as drydock_links.py, run in the base, leaves it. */
function brief(long: string): string {
  const field = SHIPPED.reduce((shorter, [text, name]) => shorter.replaceAll(text, () => name), long);
  const script = '"/opt/drydock/scripts/drydock_links.py"';
  const from = '(?:container\\.from\\(address: "[^"]*"\\)|BASE)\\.withUser\\(name: "root"\\)';
  const mounted = `withMountedFile\\(path: ${script},source: <SHIPPED python/drydock_links\\.py>\\)`;
  const source = 'withMountedDirectory\\(path: "/app",source: <(.*?withNewDirectory\\(path: "\\.git"\\))>\\)';
  const ran = `withExec\\(args: \\["python3","-I",${script},"/app"\\]\\)`;
  const left = 'directory\\(path: "/app"\\)';
  return field.replaceAll(new RegExp([from, mounted, source, ran, left].join("\\."), "g"), "TIMED $1");
}

/** The state of the module when called with its config folder alone. Objects are called by their names in queries. */
export function state(over: Partial<ModuleState> = {}): ModuleState {
  const unsaid = { python: undefined, checks: undefined, gates: undefined, allowEmpty: false, since: undefined };
  const none = { source: undefined, paths: undefined, base: undefined, requirements: undefined, ...unsaid };
  const places = { sourcePath: "src", configPath: ".config" };
  return { config: directory("CONFIG"), repository: directory("REPOSITORY"), ...places, ...none, ...over };
}

export const directory = (name: string) => new Directory(new Context().selectNode(name, "Directory"));
export const container = (name: string) => new Container(new Context().selectNode(name, "Container"));
export const file = (name: string) => new File(new Context().selectNode(name, "File"));

/** The words of a tool's command, without the limit of time before it. */
export function toolArgv({ argv }: Asked): readonly string[] | undefined {
  return argv[0] === "timeout" ? argv.slice(4) : undefined;
}

async function answer(engine: Engine, asked: Asked): Promise<unknown> {
  const first = await engine.first?.(asked);
  if (first !== undefined) return first;
  const { leaf, leafArgs, chain } = asked;
  const config = engine.config === null ? {} : { ...CONFIG, ...engine.config };
  const texts = { ...engine.texts, ...Object.fromEntries(Object.entries(config).map(([k, v]) => [`.config/${k}`, v])) };
  // A folder that a command left is asked for other things than the command.
  const ofCommand = ["sync", "exitCode", "stdout", "stderr"].includes(leaf);
  const tool = toolArgv(asked);
  if (ofCommand && tool !== undefined) return toolAnswer(leaf, tool, engine);
  const runs = (script: string) => ofCommand && asked.argv.some((word) => word.endsWith(script));
  if (runs("drydock_links.py")) return JSON.stringify(engine.links ?? []);
  if (runs("drydock_lines.py")) return JSON.stringify(engine.lines ?? {});
  if (leaf === "stdout") return `${engine.python ?? "3.13.5"}\n`;
  if (leaf === "glob")
    return [...(engine.files ?? ["src/main.py", "src/page.php", "src/Dockerfile"]), ...Object.keys(texts)];
  const path = pathOf(chain);
  if (leaf === "entries" && path.endsWith("requirements")) return engine.locks ?? [];
  if (leaf === "entries") return [...Object.keys(config), ...(engine.locks === undefined ? [] : ["requirements/"])];
  if (leaf === "contents") return texts[path] ?? texts[`.config/${path}`] ?? engine.requirements ?? "flask\n";
  if (leaf === "exists") return leafArgs !== 'path: ".config"' || engine.config !== null;
  if (leaf === "addedPaths") return [];
  if (leaf === "isEmpty") return engine.sourceAtPath ?? true;
  return undefined;
}

/** The path that a chain leads to by its folders and its file. */
function pathOf(chain: readonly string[]): string {
  return chain.flatMap((field) => /^(?:directory|file)\(path: "([^"]*)"\)$/.exec(field)?.[1] ?? []).join("/");
}

/** As the tools were recorded on clean code, where the test says nothing else. */
function toolAnswer(leaf: string, argv: readonly string[], engine: Engine): unknown {
  const { killed, engineError, ...own } = engine.tool?.(argv) ?? {};
  if (engineError !== undefined) return { error: engineError };
  const { code, stdout, stderr } = { ...recorded(argv), ...own };
  if (killed !== undefined) return { error: "process did not complete", exec: { exitCode: killed, stdout, stderr } };
  return { exitCode: code, stdout, stderr }[leaf];
}

/** The tool of a command, as fixtures are named. */
export function toolOf(argv: readonly string[]): string {
  for (const tool of ["pytest", "phplint", "pylint", "black"]) {
    if (argv.some((word) => word.includes(`/drydock_${tool}.`))) return tool;
  }
  // It stands behind the patterns and the targets.
  const after = (from: number) => argv.indexOf("--", from) + 1;
  if (argv[1]?.endsWith("/drydock_each.py")) return argv[after(after(0))] ?? "";
  if (argv[0]?.endsWith("/ruff")) return argv[1] === "format" ? "ruff-format" : "ruff";
  return argv[2] ?? "";
}

/** A tool's recorded exit code and words, as at the root: it was recorded in /app/src, and here src is what it is told to look at. */
export function recorded(argv: readonly string[], scenario = "clean"): Ended {
  const { end, stdout, stderr } = recordedOutput(toolOf(argv), scenario);
  const atRoot = stdout.replace(/("(?:file|path)": ?")(?!\/|Command )/g, "$1src/");
  return { code: end.kind === "exit" ? end.code : -1, stdout: atRoot, stderr };
}
