import { Container, Context, connection, Directory, File } from "@dagger.io/dagger";
import type { ModuleState } from "../../src/dagger/openProject.ts";
import { type Answer, type Asked, daggerEndpoint } from "./daggerEndpoint.ts";
import { recordedOutput } from "./recordedReading.ts";

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
  readonly config?: Readonly<Record<string, string>>;
  readonly locks?: readonly string[];
  readonly source?: readonly string[];
  readonly python?: string;
  readonly links?: readonly object[];
  /** What the lines asked for are, by path in the source. */
  readonly lines?: Readonly<Record<string, readonly (readonly [number, string])[]>>;
  readonly sourceAtPath?: boolean;
  /** What the application's requirements file holds. */
  readonly requirements?: string;
  /** Comes before everything else; undefined leaves the answer to the rest. */
  readonly first?: Answer;
}

const CONFIG = { ".pylintrc": "", "black.toml": "", "mypy.ini": "", "pyproject.toml": "" };

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

/** A query with `TIMED SOURCE` for the source as drydock_links.py, run in the base, leaves it. */
function brief(field: string): string {
  const script = '"/opt/drydock/scripts/drydock_links.py"';
  const from = '(?:container\\.from\\(address: "[^"]*"\\)|BASE)\\.withUser\\(name: "root"\\)';
  const mounted = `withMountedFile\\(path: ${script},source: <currentModule\\.source\\.file\\([^)]*\\)>\\)`;
  const source = 'withMountedDirectory\\(path: "/app/src",source: <(SOURCE.*?)>\\)';
  const ran = `withExec\\(args: \\["python3","-I",${script},"/app/src"\\]\\)`;
  const left = 'directory\\(path: "/app/src"\\)';
  return field.replaceAll(new RegExp([from, mounted, source, ran, left].join("\\."), "g"), "TIMED $1");
}

/** The state of the module when called with nothing but defaults. Objects are called by their names in queries. */
export function state(over: Partial<ModuleState> = {}): ModuleState {
  const unsaid = { python: undefined, checks: undefined, gates: undefined, allowEmpty: false };
  const none = { base: undefined, requirements: undefined, repository: undefined, ...unsaid };
  return { source: directory("SOURCE"), config: directory("CONFIG"), sourcePath: "src", ...none, ...over };
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
  const { leaf, chain } = asked;
  const config = { ...CONFIG, ...engine.config };
  const tool = toolArgv(asked);
  if (tool !== undefined) return toolAnswer(leaf, tool, engine);
  if (asked.argv.some((word) => word.endsWith("drydock_links.py"))) return JSON.stringify(engine.links ?? []);
  if (asked.argv.some((word) => word.endsWith("drydock_lines.py"))) return JSON.stringify(engine.lines ?? {});
  if (leaf === "stdout") return `${engine.python ?? "3.13.5"}\n`;
  if (leaf === "glob") return engine.source ?? ["main.py", "page.php", "Dockerfile"];
  if (leaf === "entries" && chain.length > 1) return engine.locks ?? [];
  if (leaf === "entries") return [...Object.keys(config), ...(engine.locks === undefined ? [] : ["requirements/"])];
  if (leaf === "contents") {
    const named = Object.entries(config).find(([name]) => chain.at(-1)?.includes(`"${name}"`));
    return named?.[1] ?? engine.requirements ?? "flask\n";
  }
  if (leaf === "exists") return true;
  if (leaf === "addedPaths") return [];
  if (leaf === "isEmpty") return engine.sourceAtPath ?? true;
  return undefined;
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
  for (const tool of ["pytest", "phplint"]) {
    if (argv.some((word) => word.includes(`/drydock_${tool}.`))) return tool;
  }
  if (argv[1]?.endsWith("/drydock_each.py")) return argv[argv.indexOf("--") + 1] ?? "";
  if (argv[0]?.endsWith("/ruff")) return argv[1] === "format" ? "ruff-format" : "ruff";
  return argv[2] ?? "";
}

/** A tool's recorded words and exit code. */
export function recorded(argv: readonly string[], scenario = "clean"): Ended {
  const { end, stdout, stderr } = recordedOutput(toolOf(argv), scenario);
  return { code: end.kind === "exit" ? end.code : -1, stdout, stderr };
}
