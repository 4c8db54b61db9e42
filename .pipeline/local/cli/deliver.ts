import type { Run } from "../../src/model/run.ts";
import type { Project } from "../project/project.ts";
import type { Tree } from "../tree/tree.ts";
import { logGuard } from "../ui/logGuard.ts";
import type { Outlet } from "../ui/outlet.ts";
import { isGithub } from "./ci.ts";
import { displayPath } from "./displayPath.ts";
import { lineUrl } from "./lineUrl.ts";
import { openReport } from "./openReport.ts";
import type { CliOptions, ReportTarget } from "./options.ts";
import { sourceContext } from "./sourceContext.ts";
import type { CliWorld } from "./world.ts";
import { writeReports } from "./writeReports.ts";

/** A run that is over, with what it was about. */
export interface Delivery {
  readonly run: Run;
  readonly project: Project;
  readonly tree: Tree;
}

/** Prints the verdict, then writes the reports. Where a report is printed, the verdict for people goes to standard error. */
export async function deliver(
  { run, project, tree }: Delivery,
  targets: readonly ReportTarget[],
  options: CliOptions,
  world: CliWorld,
  print: (out: Outlet, display: (path: string) => string) => void,
): Promise<void> {
  const display = displayPath(world.cwd, project.repository);
  const people = isGithub(world.env) && !options.json ? logGuard(world.stdout) : world.stdout;
  print(targets.some(({ path }) => path === "-") ? world.stderr : people, display);
  if (targets.length === 0) return;
  writeReports(run, sourceContext(run, project, tree, options.lineUrl ?? lineUrl(world.env)), targets, world);
  const files = targets.filter(({ path, append }) => path !== "-" && !append).map(({ path }) => path);
  if (!options.quiet && files.length > 0) world.stderr.write(`Reports: ${files.join(", ")}\n`);
  const page = targets.find(({ format, path }) => format === "html" && path !== "-");
  if (options.open && page !== undefined) await openReport(page.path, world);
}
