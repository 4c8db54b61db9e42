import { join } from "node:path";
import { selectChecks } from "../../src/checks/catalog.ts";
import { DrydockError } from "../../src/errors.ts";
import { BASELINE_FILE, baselineEarlier, baselineText } from "../../src/flow/baseline.ts";
import { type EarlierFinding, withLines } from "../../src/flow/compare.ts";
import { planCheck } from "../../src/flow/plan.ts";
import { run } from "../../src/flow/run.ts";
import type { Run } from "../../src/model.ts";
import { counted } from "../../src/report/phrases.ts";
import { findConfig } from "../engine/project.ts";
import { isThere, makeFolder, replaceFile } from "../files/disk.ts";
import { chooseUi } from "../ui/chooseUi.ts";
import { openRun, prepareRun } from "./openRun.ts";
import type { CliContext, CliRequest } from "./options.ts";
import { baselineFindings, baselineName, scopeWith } from "./scope.ts";

type Request = Extract<CliRequest, { verb: "baseline" }>;

/** Writes what the checks find into the baseline, or takes out what they no longer find. */
export async function writeBaseline({ shrink, options }: Request, context: CliContext): Promise<number> {
  const { folder, name: configName } = findConfig({ cwd: context.cwd, ...options });
  const name = baselineName({ configName });
  const path = join(folder, BASELINE_FILE);
  const known = knownFindings({ config: folder, configName }, shrink);
  if (shrink && known === undefined)
    throw new DrydockError("misuse", `There is no ${name} to shrink.`, 'Write it with "drydock baseline".');
  const before = known ?? [];
  const after = await ask(before, { shrink, options, name }, context);
  const text = baselineText(after);
  makeFolder(folder);
  if (!shrink || after.length < before.length) replaceFile(path, text);
  context.stdout.write(`${summary(name, { shrink, before: before.length, after: after.length })}\n`);
  return 0;
}

/** Undefined if there is none. One that is damaged is written anew. */
function knownFindings(
  project: { readonly config: string; readonly configName: string },
  shrink: boolean,
): readonly EarlierFinding[] | undefined {
  if (!isThere(project.config)) return undefined;
  try {
    return baselineFindings(project);
  } catch (error) {
    if (shrink) throw error;
    return undefined;
  }
}

function summary(name: string, { shrink, before, after }: { shrink: boolean; before: number; after: number }): string {
  if (!shrink)
    return `Wrote ${name}: ${counted(after, "finding")}${before === 0 ? "" : ` (before: ${before})`}. Commit it.`;
  if (after === before) return `Nothing to take out of ${name}: ${counted(after, "finding")}.`;
  return `Took ${counted(before - after, "finding")} out of ${name}; ${after} ${after === 1 ? "is" : "are"} left.`;
}

/** All findings that the baseline will hold. What this run does not look at stays as it was. */
async function ask(
  before: readonly EarlierFinding[],
  { shrink, options, name }: Omit<Request, "verb"> & { readonly name: string },
  context: CliContext,
): Promise<readonly EarlierFinding[]> {
  const ui = chooseUi({ screen: context.stderr, env: context.env, ...options });
  try {
    const prepared = await prepareRun(options, [], context, ui.on);
    const { project, input } = prepared;
    const specs = selectChecks("all", project.settings);
    const plans = specs.map((spec) => planCheck(spec, input));
    const open = await openRun(prepared, specs, plans, { ...options, kept: true }, context, ui.on);
    try {
      const checks = specs.map((spec) => spec.name);
      const { files, links } = project.listing;
      const scope = scopeWith(
        [baselineEarlier(before, name, checks, (path) => files.has(path) || links.has(path))],
        project,
      );
      const done = await run({ ...open.request, scope });
      refuseBroken(done, name);
      const gone = new Set(done.results.flatMap(({ fixed = [] }) => fixed));
      if (shrink) return before.filter(({ finding }) => !gone.has(finding));
      const ran = new Set(done.results.flatMap(({ check, verdict }) => (verdict === "skipped" ? [] : [check])));
      const findings = done.results.flatMap((result) => result.findings);
      const hashes = await scope.hashes(findings);
      const others = before.filter(({ finding }) => !ran.has(finding.check) || !scope.sees(finding.path));
      return [...others, ...findings.map((finding) => withLines(finding, hashes))];
    } finally {
      await open.close();
    }
  } finally {
    ui.close();
  }
}

function refuseBroken({ results }: Run, name: string): void {
  const broken = results.filter(({ verdict }) => verdict === "broken");
  if (broken.length === 0) return;
  const reasons = broken.map(({ title, reason = "" }) => `${title}: ${reason}`);
  const message = `${name} was not written: what a broken check would find is not known.\n${reasons.join("\n")}`;
  throw new DrydockError("broken", message, "Mend that first, or choose the other checks with --checks.");
}
