import { type Directory, dag } from "@dagger.io/dagger";
import { CHECK_NAMES, TOOLS } from "../checks/catalog.ts";
import { BASELINE_FILE, baselineEarlier } from "../flow/baseline.ts";
import type { Earlier, LineHashes, Scope } from "../flow/compare.ts";
import { earlierRevision } from "../flow/earlierRun.ts";
import { IGNORED } from "../flow/ignore.ts";
import { isInside } from "../flow/project.ts";
import type { Finding, Run } from "../model.ts";
import { lineHash } from "../report/fingerprints.ts";
import { type ContainerProject, type ModuleState, openProject } from "./openProject.ts";
import { linesIn } from "./sourceContext.ts";
import { pathInRepository } from "./sourcePath.ts";

type Context = ContainerProject["context"];

/** With what a run is compared: the earlier repository that was given, and the baseline. Undefined if with nothing. */
export async function scopeOf(
  state: ModuleState,
  project: ContainerProject,
  runOn: (earlier: ContainerProject) => Promise<Run>,
): Promise<Scope | undefined> {
  const { baseline, context, input } = project;
  const has = isIn(context);
  const file = [pathInRepository(state.configPath, "--config-path"), BASELINE_FILE]
    .filter((part) => part !== "")
    .join("/");
  const earlier = [
    ...(state.since === undefined ? [] : [await revisionOf(state, state.since, project, runOn)]),
    ...(baseline === undefined ? [] : [baselineEarlier(baseline, file, CHECK_NAMES, has)]),
  ];
  const [first, ...others] = earlier;
  if (first === undefined) return undefined;
  const targets = input.targets.map(({ path }) => path);
  return {
    earlier: [first, ...others],
    hashes: hashesIn(context),
    sees: (path) => isInside(path, targets) || !has(path),
    strictScore: input.settings.strictScore,
  };
}

/** The same checks on the earlier repository, with the configs as they are now. */
async function revisionOf(
  state: ModuleState,
  since: Directory,
  now: ContainerProject,
  runOn: (earlier: ContainerProject) => Promise<Run>,
): Promise<Earlier> {
  const folder = pathInRepository(state.configPath, "--config-path");
  const names = TOOLS.flatMap(({ config }) => (config?.places ?? []).map(({ file }) => `**/${file}`));
  const configs = [...new Set([...names, ...(folder === "" ? [] : [folder])])];
  const repository = dag
    .directory()
    .withDirectory("/", since, { exclude: [...IGNORED, ...configs] })
    .withDirectory("/", now.tree, { include: configs });
  const own = { source: undefined, paths: undefined, config: now.config ?? dag.directory(), allowEmpty: true };
  const then = await openProject({ ...state, ...own, repository }, now);
  return earlierRevision({
    run: await runOn(then),
    name: "the earlier state",
    hashes: hashesIn(then.context),
    had: isIn(then.context),
    has: isIn(now.context),
    textsThen: textsIn(then.context),
    textsNow: textsIn(now.context),
  });
}

function isIn({ paths }: Context): (path: string) => boolean {
  const all = new Set(paths);
  return (path) => all.has(path);
}

function hashesIn(context: Context): Scope["hashes"] {
  return async (findings: readonly Finding[]): Promise<LineHashes> => {
    const wanted = new Map<string, Set<number>>();
    for (const { path, line } of findings) {
      const numbers = wanted.get(path) ?? new Set();
      wanted.set(path, numbers);
      for (const number of [line - 1, line, line + 1]) if (number > 0) numbers.add(number);
    }
    const sorted = [...wanted].map(([path, numbers]) => [path, [...numbers].sort((a, b) => a - b)] as const);
    const found = await linesIn(new Map(sorted), context);
    return new Map(
      found.map(([path, lines]) => [path, new Map(lines.map(([number, text]) => [number, lineHash(text)]))]),
    );
  };
}

function textsIn(context: Context) {
  const has = isIn(context);
  return async (paths: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const texts = paths.filter(has).map(async (path) => [path, await context.root.file(path).contents()] as const);
    return new Map(await Promise.all(texts));
  };
}
