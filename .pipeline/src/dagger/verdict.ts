import type { Container } from "@dagger.io/dagger";
import { checkSpec, selectChecks } from "../checks/catalog.ts";
import { exitCode } from "../flow/judge.ts";
import { run } from "../flow/run.ts";
import type { Execution, Executor } from "../model.ts";
import { renderText } from "../report/text.ts";
import { FOR_A_LOG, requestOf, verdict } from "./door.ts";
import { type ContainerProject, type ModuleState, openProject } from "./openProject.ts";
import { scopeOf } from "./scope.ts";

const REPORT = "/tmp/report.txt";

/**
 * The report of a run in a container whose last command prints it and exits with 0, 1 or 2. The engine caches such a
 * container, and its exit code is that of the call; an error would not be cached, and a red run would start everything
 * anew. Throws what may only be broken for the moment, which must not be cached. `only`: one of the settings' checks.
 */
export async function verdictContainer(state: ModuleState, only?: string): Promise<Container> {
  const project = await openProject(state);
  const { context, input } = project;
  const chosen = selectChecks("all", input.settings);
  const specs = only === undefined ? chosen : chosen.filter(({ name }) => name === only);
  if (only !== undefined && specs.length === 0) {
    return printing(
      `${checkSpec(only).title} did not run: the settings do not name the check "${only}".\n`,
      0,
      context,
    );
  }
  const request = requestOf(project, specs);
  const [then, now] = [watched(), watched()];
  const scope = await scopeOf(state, project, (earlier) => {
    const before = requestOf(earlier, specs);
    return run({ ...before, execute: then.of(before.execute) });
  });
  const done = await run({ ...request, execute: now.of(request.execute), scope });
  if ((done.verdict === "broken" && now.isPassing()) || then.isPassing()) verdict(done);
  return printing(renderText(done, undefined, FOR_A_LOG), exitCode(done.verdict), context);
}

/** The same executors, and whether something went wrong in them that may work the next time. */
function watched() {
  let passing = false;
  const isWhole = ({ outputs }: Execution) => outputs.every(({ end }) => end.kind === "exit");
  const of =
    (execute: Executor): Executor =>
    async (plan, signal) => {
      try {
        const execution = await execute(plan, signal);
        passing ||= !isWhole(execution);
        return execution;
      } catch (error) {
        passing = true;
        throw error;
      }
    };
  return { of, isPassing: () => passing };
}

/** The text is in a file, since the length of a command is limited. */
function printing(text: string, code: number, { base }: Pick<ContainerProject["context"], "base">): Container {
  return base.withNewFile(REPORT, text).withExec(["sh", "-c", `cat ${REPORT}; exit ${code}`]);
}
