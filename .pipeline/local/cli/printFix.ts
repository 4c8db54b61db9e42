import { randomUUID } from "node:crypto";
import { checkSpec } from "../../src/checks/catalog.ts";
import type { Finding, Run } from "../../src/model.ts";
import { printable, printableJson } from "../../src/report/safeText.ts";
import { renderText } from "../../src/report/text.ts";
import { shownPatch } from "../files/patch.ts";
import { type Outlet, terminalStyle } from "../ui/terminal.ts";
import type { Delivery } from "./deliver.ts";
import type { CliContext, CliOptions } from "./options.ts";
import { isGithub } from "./reportTargets.ts";
import { textOptions } from "./textOptions.ts";

type Display = (path: string) => string;

/** The result of a fix: the run on what remains, and paths relative to the repository. */
export interface Fixed extends Delivery {
  readonly changed: readonly string[];
  /** Files that were saved while they were being fixed; they are not changed. */
  readonly conflicts: readonly string[];
  /** With --diff, where nothing is written: what would change. */
  readonly patch?: Buffer;
}

/** What was fixed, and what is left. */
export function printFix(options: CliOptions, { env }: CliContext) {
  return (fixed: Fixed, out: Outlet, display: Display): void => {
    const { run, changed, conflicts } = fixed;
    if (options.json) {
      out.write(`${printableJson(JSON.stringify({ changed, conflicts, run }, null, 2))}\n`);
      return;
    }
    const style = terminalStyle(out, options.color, env);
    const lines = [
      ...changed.map((path) => `${style.green("fixed")}  ${printable(display(path))}`),
      ...conflicts.map(
        (path) =>
          `${style.red("left alone")}  ${printable(display(path))} changed while it was being fixed; run the fix again`,
      ),
    ];
    const clean = run.verdict === "passed" && conflicts.length === 0;
    if (!(options.quiet && clean)) for (const line of lines) out.write(`${line}\n`);
    if (!clean) out.write(renderText(run, style, { ...textOptions(fixed, options, out, display), quiet: false }));
    else if (!options.quiet)
      out.write(`${changed.length === 0 ? "Nothing to change" : `Files changed: ${changed.length}`}\n`);
  };
}

/** The patch alone goes to standard output, so that `git apply` can read it; what else there is to say, to standard error. */
export function printPatch(options: CliOptions, { env, stdout, stderr }: CliContext) {
  return ({ run, changed, conflicts, patch = Buffer.alloc(0) }: Fixed, _: Outlet, display: Display): void => {
    if (options.json) {
      const preview = { diff: patch.toString(), changed, conflicts, run };
      stdout.write(`${printableJson(JSON.stringify(preview, null, 2))}\n`);
      return;
    }
    const style = terminalStyle(stdout, options.color, env);
    if (stdout.isTTY || style.red("") !== "") stdout.write(shownPatch(patch, style));
    else if (patch.length > 0)
      stdout.write(isGithub(env) ? withoutCommands(patch) : patch.toString("latin1"), "latin1");
    const said = terminalStyle(stderr, options.color, env);
    if (run.verdict === "broken") stderr.write(renderText(run, said, { display }));
    for (const path of conflicts)
      stderr.write(`${said.red("left out")}  ${printable(display(path))} changed meanwhile; run again\n`);
    for (const { path, line, message } of unreadable(run))
      stderr.write(`${said.red("left out")}  ${printable(`${display(path)}:${line}: ${message}`)}\n`);
    if (options.quiet || run.verdict === "broken") return;
    stderr.write(changed.length === 0 ? "Nothing to change\n" : `Files that would change: ${changed.length}\n`);
  };
}

/** The findings that say why a file could not be fixed. */
export function unreadable({ results }: Run): readonly Finding[] {
  return results.flatMap(({ check, findings }) => findings.filter(checkSpec(check).isUnreadable));
}

/** GitHub's runner takes lines of a log for commands, until it is told to stop; `git apply` passes over such lines. */
function withoutCommands(patch: Buffer): string {
  const word = randomUUID();
  return `::stop-commands::${word}\n${patch.toString("latin1")}::${word}::\n`;
}
