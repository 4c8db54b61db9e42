import { readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { cores } from "../local/engine/cores.ts";
import { environments } from "../local/engine/environments.ts";
import { prepare } from "../local/engine/prepare.ts";
import { openProject } from "../local/engine/project.ts";
import { toolEnvironment } from "../local/python/install.ts";
import { CHECKS } from "../src/checks/catalog.ts";
import type { CheckSpec, StepSpec } from "../src/checks/rows.ts";
import { planCheck } from "../src/flow/plan.ts";
import type { Step } from "../src/model.ts";
import type { Corpus } from "./corpus.ts";
import type { Workbench } from "./workbench.ts";

/** A step of a check as Drydock plans it, with the environment of its tool. */
export interface PlannedStep {
  readonly check: string;
  readonly step: Step;
  readonly exits: readonly number[];
  /** Folder of the tool's programs. */
  readonly bin: string;
  /** Where configs are that the tool does not find by itself. */
  readonly configFolder: string | undefined;
}

/** All that is compared, installed. */
export interface Toolbox {
  readonly steps: readonly PlannedStep[];
  /** Folder of the programs pre-commit and prek. */
  readonly hookRunners: string;
  readonly python: string;
  readonly cores: number;
}

/** Drydock's own environments of the tools, and one for the hook runners, which is kept beside them. */
export async function openToolbox(
  bench: Workbench,
  { targets }: Corpus,
  onPreparing: (what: string) => void,
): Promise<Toolbox> {
  const signal = new AbortController().signal;
  const project = await openProject({
    cwd: bench.root,
    source: targets,
    env: process.env,
    signal,
  });
  const on = () => {};
  const { interpreter, input, locks, uv, program, env } = await prepare({
    project,
    cachePath: bench.cache,
    env: process.env,
    signal,
    on,
  });
  const root = join(bench.cache, "environments");
  const made = environments({
    locks,
    interpreter,
    application: null,
    home: () => "",
    roots: [root],
    env,
    uv,
    program,
    verifyApplication: async () => {},
    on: (event) => event.type === "preparing" && onPreparing(event.what),
  });
  const steps: PlannedStep[] = [];
  for (const spec of CHECKS.filter(({ inRunAll }) => inRunAll) as readonly CheckSpec[]) {
    const known = new Map(spec.steps(input).map((step) => [step.id, step]));
    for (const step of planCheck(spec, input).steps) {
      const home = await made.tool(step.tool, spec.name, signal);
      const bin = "bin" in home ? home.bin : dirname(home.path);
      const { exits } = known.get(step.id) as StepSpec;
      steps.push({
        check: spec.name,
        step,
        exits: [...exits.clean, ...exits.findings],
        bin,
        configFolder: project.config,
      });
    }
  }
  const lock = readFileSync(join(import.meta.dirname, "requirements.txt"), "utf8");
  const runners = await toolEnvironment({
    lock: { tool: "hook-runners", text: lock },
    interpreter,
    root,
    env,
    uv,
    signal,
    onPreparing,
  });
  return { steps, hookRunners: runners.bin, python: interpreter.path, cores: cores() };
}

/** PATH for a tool: its environment first, then what the user has. */
export function pathWith(bin: string): string {
  return [bin, process.env.PATH ?? ""].join(delimiter);
}
