import { join, relative, resolve } from "node:path";
import { isDrydockError, messageWithHint } from "../../src/errors.ts";
import { exitCode } from "../../src/flow/judge.ts";
import type { Run } from "../../src/model.ts";
import { REPORTS } from "../../src/report/reports.ts";
import { printableLines, requireLineUrl } from "../../src/report/safeText.ts";
import { renderText } from "../../src/report/text.ts";
import { openProject } from "../engine/project.ts";
import { warmPool } from "../process/warmPool.ts";
import { shipped } from "../shipped.ts";
import { chooseUi } from "../ui/chooseUi.ts";
import { plainUi, type Ui } from "../ui/plain.ts";
import { terminalStyle } from "../ui/terminal.ts";
import { type Baseline, difference } from "../watch/difference.ts";
import { readKeys } from "../watch/keyboard.ts";
import { type Page, servePage } from "../watch/page.ts";
import { type Round, rounds } from "../watch/rounds.ts";
import { type SourceEvent, watchSource } from "../watch/source.ts";
import { headline, verdictText } from "../watch/verdictText.ts";
import { watchedBy } from "../watch/watched.ts";
import { aboutRun } from "./about.ts";
import { openInBrowser, writeReports } from "./deliver.ts";
import type { CliContext, CliRequest } from "./options.ts";
import { INTERRUPTED, printError } from "./printError.ts";
import { lineUrl, reportTargets } from "./reportTargets.ts";
import { type CheckRequest, checkOnce } from "./runChecks.ts";
import { runFix } from "./runFix.ts";
import { sourceContext } from "./sourceContext.ts";
import { textOptions } from "./textOptions.ts";

const FIXES = ["ruff", "format"];
const KEYS = `  q  quit             f  apply Ruff's safe fixes, then the formatter
  a  all findings     r  run all checks again, without kept results
  o  open the page    ?  these keys
`;

type Request = Extract<CliRequest, { verb: "watch" }>;

/** What has been told so far. */
interface Told {
  readonly run?: Run;
  readonly baseline: Baseline;
  /** The error since the last verdict. */
  readonly error?: string;
  readonly code: number;
}

/** Gives a verdict after each change, until the user ends it; returns the exit code of the last verdict. */
export async function watch({ options, page: isServed }: Request, context: CliContext): Promise<number> {
  const { cwd, env, stderr, signal } = context;
  const targets = reportTargets(options, "one", context);
  requireLineUrl(options.lineUrl);
  const out = targets.some(({ path }) => path === "-") ? stderr : context.stdout;
  const style = terminalStyle(out, options.color, env);
  const keyboard = out.isTTY ? context.keyboard?.() : undefined;
  const project = await openProject({ ...options, cwd, env, signal, outputs: targets.map(({ path }) => path) });
  const display = (path: string) => relative(cwd, resolve(project.root, path)) || ".";

  let told: Told = { baseline: new Map(), code: INTERRUPTED };
  let page: Page | undefined;
  /** Makes the page of the last verdict, which takes a second where there is much to show. */
  let html: (() => string) | undefined;
  let ui: Ui | undefined;

  const head = (paths: readonly string[], start: number) => ({
    ...{ paths, style, display },
    time: new Date().toTimeString().slice(0, 8),
    milliseconds: performance.now() - start,
  });
  const check = async (request: CheckRequest, paths: readonly string[]): Promise<void> => {
    const start = performance.now();
    const { run, project: seen, tree, application } = await checkOnce(request);
    ui?.close();
    const changes = difference(told.baseline, run);
    const next =
      keyboard === undefined ? { fix: "drydock fix", all: "drydock run-all" } : { fix: "press f", all: "press a" };
    const shown = { ...textOptions({ project: seen, tree }, options, out, display), next };
    const about = { before: told.run, isLastTold: told.error === undefined, run, difference: changes, options: shown };
    out.write(verdictText({ ...head(paths, start), ...about }));
    if (told.run === undefined)
      out.write(style.dim(`Watching for changes.${keyboard ? " Press ? for the keys." : ""}\n`));
    told = { run, baseline: changes.baseline, code: exitCode(run.verdict) };
    source.follow(watchedBy(seen, application, cwd));
    const now = await aboutRun(run, seen, context, new Date());
    const lines = sourceContext(run, seen, tree, options.lineUrl ?? lineUrl(env), now);
    html = () => REPORTS.html.render(run, lines);
    page?.show(html());
    if (targets.length > 0) writeReports(run, lines, targets, context);
  };
  const fail = (error: unknown, paths: readonly string[], start: number): void => {
    const words = messageWithHint(error);
    const isNew = told.error !== words;
    told = { ...told, error: words, code: 2 };
    out.write(`${headline(head(paths, start), isNew ? style.red("no verdict") : "same error")}\n`);
    if (!isDrydockError(error)) printError(error, context);
    else if (isNew)
      out.write(
        `${printableLines(words)
          .map((line) => `  ${line}\n`)
          .join("")}\n`,
      );
  };
  const work = async ({ kind, paths, anew }: Round, stop: AbortSignal): Promise<boolean> => {
    const own = { ...context, signal: AbortSignal.any([signal, stop]) };
    const start = performance.now();
    try {
      if (kind === "fix") await runFix(FIXES, { ...options, report: [] }, own);
      else {
        ui = progress();
        const asked = { ...options, cache: options.cache && !anew };
        await check({ names: "all", options: asked, targets, context: own, on: ui.on, warm }, paths);
      }
    } catch (error) {
      ui?.close();
      if (own.signal.aborted) return false;
      fail(error, paths, start);
    }
    return true;
  };
  /** Without a terminal a verdict is one block of lines. */
  const progress = (): Ui => {
    if (keyboard !== undefined) return chooseUi({ screen: stderr, env, ...options });
    const { on, close } = plainUi(stderr, terminalStyle(stderr, options.color, env), false);
    return { on: (event) => event.type !== "check-finished" && on(event), close };
  };

  let end: (error?: unknown) => void = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => (error === undefined ? resolve() : reject(error));
  });
  // It may fail before anybody waits for it.
  ended.catch(() => {});
  const warm = warmPool({ scripts: join(shipped(), "python") });
  const todo = rounds(work);
  const hear = (event: SourceEvent): void => {
    if (event.type === "changed") todo.changed(event.paths);
    else if (event.type === "failed") end(event.error);
    else {
      todo.drop();
      out.write(`${style.yellow("gone")}  ${project.root} was removed. Waiting for it to come back.\n`);
    }
  };
  const serve = async (): Promise<Page> => {
    if (page !== undefined) return page;
    page = await servePage();
    if (html !== undefined) page.show(html());
    return page;
  };
  const keys = {
    a: () => {
      ui?.close();
      const all = { ...options, display, width: out.columns || undefined };
      out.write(told.run === undefined ? "There is no verdict yet.\n" : renderText(told.run, style, all));
    },
    f: todo.fix,
    r: todo.again,
    o: async () => {
      const { url } = await serve();
      out.write(`The page: ${url}\n`);
      await openInBrowser(url, context);
    },
    "?": () => out.write(KEYS),
  };
  const source = watchSource(watchedBy(project, null, cwd), hear);
  const giveBack = keyboard === undefined ? () => {} : readKeys(keyboard, keys, end);
  signal.addEventListener("abort", () => end(), { once: true });
  try {
    if (isServed) out.write(`The page: ${(await serve()).url}\n`);
    todo.changed([]);
    await ended;
    return told.code;
  } finally {
    giveBack();
    source.close();
    await todo.end();
    await warm.close();
    await page?.close();
  }
}
