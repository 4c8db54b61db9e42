import { basename, join, relative } from "node:path";
import { type ForkServer, forkServer } from "./forkServer.ts";
import { type ProcessRequest, type ProcessResult, untilEnd } from "./runProcess.ts";

const BLACK = ["black", "black.concurrency", "multiprocessing.popen_fork", "multiprocessing.synchronize"];
/** What is imported ahead for each tool: what it would import by itself. */
const MODULES: Readonly<Record<string, readonly string[]>> = {
  "-m black": BLACK,
  "drydock_black.py": BLACK,
  "-m mypy": ["mypy.main", "mypy.build_worker.worker"],
  "drydock_pylint.py": [
    ...["pylint.lint", "pylint.checkers.*", "pylint.reporters.json_reporter", "isort", "dill", "ast", "zlib"],
    ...["multiprocessing.popen_fork", "multiprocessing.synchronize", "concurrent.futures.process"],
    "drydock_pylint_trees",
  ],
};
/** More tools and environments than one watch uses. */
const MOST_SERVERS = 6;

export interface WarmPoolSpec {
  /** Folder of the launchers. */
  readonly scripts: string;
  /** After so many runs, a server makes room for a fresh one. */
  readonly runs?: number;
}

/** Tools that stay imported between the runs of a watch. */
export interface WarmPool {
  /**
   * The result that the process would have. Undefined if it is not one that can be kept warm, or if it crashed: then a process
   * of its own has to tell. Rejects on abort, as `runProcess` does.
   */
  readonly run: (request: ProcessRequest) => Promise<ProcessResult | undefined>;
  /** Ends all servers. While there are any, Node does not exit. */
  readonly close: () => Promise<void>;
}

export function warmPool({ scripts, runs = 24 }: WarmPoolSpec): WarmPool {
  // The one used last is the last.
  const servers = new Map<string, ForkServer>();
  const useless = new Set<string>();
  let closed = false;

  const serverOf = (key: string, { file, env }: ProcessRequest, modules: readonly string[]): ForkServer => {
    const kept = servers.get(key);
    servers.delete(key);
    const isUsable = kept !== undefined && !kept.hasEnded() && kept.left() > 0;
    const script = join(scripts, "drydock_warm.py");
    const server = isUsable ? kept : forkServer({ script, file, env, modules, slots: runs });
    servers.set(key, server);
    return server;
  };
  const endAll = async (keys: readonly string[]) => {
    const ended = keys.map((key) => servers.get(key)?.end());
    for (const key of keys) servers.delete(key);
    await Promise.all(ended);
  };

  return {
    run: async (request) => {
      const { file, env, timeoutMs, signal } = request;
      signal.throwIfAborted();
      const modules = modulesFor(request, scripts);
      // The variables count, too: Python reads some when it starts, tools when they are imported.
      const key = JSON.stringify([file, Object.entries(env).sort(), modules]);
      if (closed || modules === undefined || useless.has(key)) return undefined;
      const begin = performance.now();
      const server = serverOf(key, request, modules);
      void endAll([...servers.keys()].slice(0, -MOST_SERVERS));
      if (!(await unlessAborted(server.ready, signal))) {
        useless.add(key);
        return undefined;
      }
      const fork = await server.fork(request);
      if (fork === undefined) return undefined;
      const msLeft = Math.max(1, timeoutMs - (performance.now() - begin));
      const result = await untilEnd(fork, { ...request, timeoutMs: msLeft });
      // So that the next run does not wait for the imports.
      if (!closed && servers.get(key) === server) serverOf(key, request, modules);
      return hasCrashed(result) ? undefined : result;
    },
    close: async () => {
      closed = true;
      await endAll([...servers.keys()]);
    },
  };
}

/** Undefined for what is not kept warm: only Python in its safe path finds the same modules from any folder. */
function modulesFor({ file, args, env }: ProcessRequest, scripts: string): readonly string[] | undefined {
  const [first = "", second] = args;
  if (basename(file) !== "python" || env["PYTHONSAFEPATH"] !== "1") return undefined;
  return MODULES[first === "-m" ? `-m ${second}` : relative(scripts, first)];
}

/** Its words may tell that it was a fork, and its end may be the server's fault. */
function hasCrashed({ end, stderr }: ProcessResult): boolean {
  return end.kind === "signal" || /^Traceback \(most recent call last\):|INTERNAL ERROR/m.test(stderr);
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
