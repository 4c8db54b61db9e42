import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type HostContext, hostEngine } from "../../local/engine/hostEngine.ts";
import { execute } from "../../src/flow/execute.ts";
import type { Plan, Step } from "../../src/model.ts";
import { samplePlan, sampleStep } from "./samplePlan.ts";
import { testFolder } from "./testFolder.ts";

/** A world whose tools are shell scripts, by name, in one environment for all. */
export function worldWith(tools: Readonly<Record<string, string>>, over: Partial<HostContext> = {}) {
  const folder = testFolder({ "source/": "", "scratch/": "", "env/bin/": "", "app/bin/": "" });
  for (const [name, script] of Object.entries(tools)) {
    writeFileSync(join(folder, "env/bin", name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, "env/bin", name), 0o755);
  }
  const environment = (name: string) => {
    const at = join(folder, name);
    return { digest: name, folder: at, python: join(at, "bin/python"), bin: join(at, "bin"), site: join(at, "site") };
  };
  const world: HostContext = {
    workspace: async () => join(folder, "source"),
    scratch: async () => join(folder, "scratch"),
    shared: folder,
    emptyCaches: () => false,
    toolEnvironment: async () => environment("env"),
    applicationEnvironment: async () => environment("app"),
    config: (config) => Buffer.from(`content of ${config.how === "given" ? config.name : config.path}`),
    configFolder: ".config",
    scripts: "/drydock/python",
    cores: 3,
    now: () => performance.now(),
    warn: () => {},
    ...over,
  };
  return {
    folder,
    execute: async (one: Plan, signal: AbortSignal) => (await execute(hostEngine(world), one, signal)).execution,
  };
}

/** A plan of these steps. */
export const plan = (steps: readonly Partial<Step>[], over: Partial<Plan> = {}) =>
  samplePlan({ steps: steps.map((step, index) => sampleStep({ id: `step-${index}`, ...step })), ...over });
