import { checkSpec } from "../../src/catalog.ts";
import type { PlanInput } from "../../src/model/check.ts";
import type { Plan } from "../../src/model/plan.ts";
import type { Settings } from "../../src/model/settings.ts";
import { planCheck, planFix } from "../../src/plan.ts";
import { selectChecks } from "../../src/selectChecks.ts";
import { openProject } from "../project/project.ts";
import type { CliRequest } from "./options.ts";
import type { CliWorld } from "./world.ts";

type Request = Extract<CliRequest, { verb: "check" | "fix" }>;

/** Prints the plans, and starts nothing, not even Python: what depends on the Python found is planned for the wanted one. */
export function dryRun(request: Request, world: CliWorld): number {
  const project = openProject({ cwd: world.cwd, ...request.options });
  const { settings, requirements, configFiles } = project;
  const input: PlanInput = { settings, application: requirements !== undefined, olderPython: false, configFiles };
  const plans = plansOf(request, settings, input);
  world.stdout.write(request.options.json ? `${JSON.stringify(plans, null, 2)}\n` : plans.map(lines).join(""));
  return 0;
}

function plansOf(request: Request, settings: Settings, input: PlanInput): readonly Plan[] {
  if (request.verb === "fix") return [planFix(request.checks.map(checkSpec), input)];
  return selectChecks(request.checks, settings).map((spec) => planCheck(spec, input));
}

function lines({ check, steps, timeoutSeconds }: Plan): string {
  const commands = steps.map(({ role, argv }) => `  ${role.padEnd(7)} ${argv.map(quoted).join(" ")}\n`);
  return `${check} (at most ${timeoutSeconds} s)\n${commands.join("")}`;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./{}-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
