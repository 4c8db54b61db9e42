import { cpus, loadavg, totalmem } from "node:os";
import { basename, join } from "node:path";
import { execa } from "execa";
import type { Toolbox } from "./toolbox.ts";
import type { Workbench } from "./workbench.ts";

/** Where and with what it was measured. Versions are what the programs say of themselves. */
export interface Machine {
  readonly date: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memory: string;
  /** Load average of the last minute when the benchmark began: what else the machine was doing. */
  readonly load: string;
  readonly versions: readonly string[];
}

export async function describeMachine(bench: Workbench, toolbox: Toolbox): Promise<Machine> {
  const load = loadavg()[0]?.toFixed(1) ?? "?";
  const pythonTools = [...new Map(toolbox.steps.map(({ step, bin }) => [step.tool, bin]))];
  const programs: readonly (readonly [string, string, ...string[]])[] = [
    ["Drydock", process.execPath, bench.cli],
    ["Node", process.execPath],
    ["Python", toolbox.python],
    ...pythonTools.map(([tool, bin]) => [tool, join(bin, tool)] as const),
    ...["pre-commit", "prek"].map((name) => [name, join(toolbox.hookRunners, name)] as const),
  ];
  const versions = programs.map(async ([name, file, ...args]) => {
    const { stdout } = await execa(file, [...args, "--version"], { env: { PYTHONDONTWRITEBYTECODE: "1" } });
    const version = /\d+(\.\d+)+/.exec(stdout)?.[0];
    if (version === undefined) throw new Error(`${basename(file)} --version says no version: ${stdout}`);
    return `${name} ${version}`;
  });
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: toolbox.cores,
    memory: `${(totalmem() / 1024 ** 3).toFixed(0)} GB`,
    load,
    versions: await Promise.all(versions),
  };
}
