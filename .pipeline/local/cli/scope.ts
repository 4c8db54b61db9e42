import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { CHECK_NAMES } from "../../src/checks/catalog.ts";
import type { CheckSpec } from "../../src/checks/rows.ts";
import { causeOf, DrydockError } from "../../src/errors.ts";
import { BASELINE_FILE, baselineEarlier, parseBaseline } from "../../src/flow/baseline.ts";
import type { Earlier, EarlierFinding, LineHashes, Scope } from "../../src/flow/compare.ts";
import { earlierReport, earlierRevision } from "../../src/flow/earlierRun.ts";
import type { OnEvent } from "../../src/flow/events.ts";
import { planCheck } from "../../src/flow/plan.ts";
import { run } from "../../src/flow/run.ts";
import type { Finding } from "../../src/model.ts";
import { lineHash } from "../../src/report/fingerprints.ts";
import { parseReport } from "../../src/report/reportFile.ts";
import { earlierProject } from "../engine/earlierProject.ts";
import type { Prepared } from "../engine/prepare.ts";
import { isChecked, type Project } from "../engine/project.ts";
import { findRevision } from "../engine/revision.ts";
import { isThere } from "../files/disk.ts";
import { osPath } from "../files/paths.ts";
import type { WarmPool } from "../process/warmPool.ts";
import { openRun } from "./openRun.ts";
import type { CliContext, CliOptions } from "./options.ts";

interface Comparing {
  readonly specs: readonly CheckSpec[];
  readonly options: CliOptions;
  readonly context: CliContext;
  readonly on: OnEvent;
  readonly warm?: WarmPool | undefined;
}

/** With what the options and the baseline compare a run; undefined if all findings count. Runs the checks on another revision. */
export async function scopeOf(now: Prepared, comparing: Comparing): Promise<Scope | undefined> {
  const { since, compare, baseline } = comparing.options;
  if (since !== undefined && compare !== undefined)
    throw new DrydockError("misuse", "--since and --compare both say what to compare with.", "Give one of them.");
  const known = baseline ? readBaseline(now.project) : undefined;
  const earlier = [
    ...(since === undefined ? [] : [await revisionOf(since, now, comparing)]),
    ...(compare === undefined ? [] : [earlierReport(readReport(compare, comparing.context.cwd), compare)]),
    ...(known === undefined ? [] : [known]),
  ];
  const [first, ...others] = earlier;
  return first === undefined ? undefined : scopeWith([first, ...others], now.project);
}

/** How findings of a project's tree as it is now are compared. */
export function scopeWith(earlier: Scope["earlier"], project: Project): Scope {
  const checked = isChecked(project);
  return {
    earlier,
    hashes: hashesIn(project),
    sees: (path) => checked(path) || !isIn(project)(path),
    strictScore: project.settings.strictScore,
  };
}

/** The path of a project's baseline as users call it. */
export function baselineName({ configName }: Pick<Project, "configName">): string {
  return join(configName, BASELINE_FILE);
}

/** Undefined if there is none. Throws `misuse` for one that cannot be used. */
export function baselineFindings(
  project: Pick<Project, "config" | "configName">,
): readonly EarlierFinding[] | undefined {
  const path = project.config === undefined ? undefined : join(project.config, BASELINE_FILE);
  if (path === undefined || !isThere(path)) return undefined;
  return parseBaseline(textOf(path, baselineName(project)), baselineName(project));
}

function readBaseline(project: Project): Earlier | undefined {
  const found = baselineFindings(project);
  return found && baselineEarlier(found, baselineName(project), CHECK_NAMES, isIn(project));
}

function readReport(path: string, cwd: string) {
  return parseReport(textOf(resolve(cwd, path), path), path);
}

function textOf(path: string, shown: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const hint = "Name a readable file.";
    throw new DrydockError("misuse", `${shown} can't be read: ${causeOf(error)}.`, hint, error);
  }
}

/** The same checks on another revision, mostly replayed from the run of it. */
async function revisionOf(words: string, now: Prepared, comparing: Comparing): Promise<Earlier> {
  const { specs, context, warm, on } = comparing;
  const revision = await findRevision(words, now.project, context.env, context.signal);
  const then = await earlierProject(now, revision, context.signal);
  for (const message of then.notices) on({ type: "notice", message });
  const plans = specs.map((spec) => planCheck(spec, then.input));
  const options = { ...comparing.options, explain: false, failFast: false, allowEmpty: true, kept: true, warm };
  const open = await openRun(then, specs, plans, options, context, (event) => {
    if (event.type === "preparing")
      on({ type: "notice", message: `${event.check} of ${revision.name}: ${event.what}` });
    else if (event.type === "notice") on(event);
  });
  try {
    if (open.snapshot.misses.length > 0)
      on({ type: "notice", message: `${revision.name} is checked first; the next run replays that.` });
    const done = await run(open.request);
    const hashes = hashesIn(then.project);
    return await earlierRevision({
      ...{ run: done, name: revision.name, hashes },
      ...{ had: isIn(then.project), has: isIn(now.project) },
      ...{ textsThen: textsIn(then.project), textsNow: textsIn(now.project) },
    });
  } finally {
    await open.close();
  }
}

function isIn({ listing: { files, links } }: Pick<Project, "listing">): (path: string) => boolean {
  return (path) => files.has(path) || links.has(path);
}

/** Reads only files of the tree, since paths come from tools, and each only once. */
function hashesIn(project: Pick<Project, "root" | "listing">): Scope["hashes"] {
  const texts = textsIn(project);
  const known = new Map<string, readonly string[]>();
  return async (findings: readonly Finding[]): Promise<LineHashes> => {
    const unknown = [...new Set(findings.map(({ path }) => path))].filter((path) => !known.has(path));
    for (const [path, text] of await texts(unknown)) known.set(path, text.split(/\r\n|\n|\r/));
    const hashes = new Map<string, Map<number, string>>();
    for (const { path, line } of findings) {
      const own = hashes.get(path) ?? new Map<number, string>();
      hashes.set(path, own);
      for (const number of [line - 1, line, line + 1]) {
        const text = known.get(path)?.[number - 1];
        if (text !== undefined && !own.has(number)) own.set(number, lineHash(text));
      }
    }
    return hashes;
  };
}

function textsIn({ root, listing }: Pick<Project, "root" | "listing">) {
  return async (paths: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const texts = new Map<string, string>();
    for (const path of paths) {
      try {
        if (listing.files.has(path)) texts.set(path, new TextDecoder().decode(readFileSync(osPath(join(root, path)))));
      } catch {
        // It was removed in the meantime.
      }
    }
    return texts;
  };
}
