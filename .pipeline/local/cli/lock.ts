import { lstatSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { LOCKED_TOOLS } from "../../src/checks/catalog.ts";
import { causeOf, DrydockError } from "../../src/errors.ts";
import { type Lock, packageOf, readLock } from "../../src/flow/lock.ts";
import { cacheFolder, cacheFolderPath } from "../cache/cacheFolder.ts";
import { findPython } from "../engine/prepare.ts";
import { findConfig } from "../engine/project.ts";
import { lockFiles } from "../files/configFiles.ts";
import { isThere, makeFolder, namesIn, replaceFile } from "../files/disk.ts";
import { compileLock } from "../python/compileLock.ts";
import { changesBetween, pinOf, versionsIn, withPackages } from "../python/lockInput.ts";
import { shipped } from "../shipped.ts";
import type { CliContext, CliRequest } from "./options.ts";

type Request = Extract<CliRequest, { verb: "lock" }>;

/** Both files of a tool: as they will be, and what was used before. */
interface Draft {
  readonly tool: string;
  readonly input: string;
  readonly output: string;
  readonly lock: Lock;
  readonly before: Lock;
  /** Whether the files already have exactly these texts. */
  readonly same: boolean;
}

/** Writes `requirements/<tool>.in` and the hash-locked `.txt` made from it in the config folder, and says what changed. */
export async function writeLocks(request: Request, { cwd, env, stdout, signal }: CliContext): Promise<number> {
  const { folder: config, name, settings } = findConfig({ cwd, ...request });
  const folder = join(config, "requirements");
  const shown = join(name, "requirements");
  const tools = toolsOf(request, namesIn(folder), shown);
  refuseLink(folder, shown);
  const cache = cacheFolder(cacheFolderPath(env));
  const locks = lockFiles(undefined, shipped());
  const found = await findPython(settings.python, { cache, locks, env, signal });
  const drafts: Draft[] = [];
  for (const tool of tools) {
    const at = (ending: "in" | "txt") => ({
      path: join(folder, `${tool}.${ending}`),
      file: join(shown, `${tool}.${ending}`),
    });
    const [input, output] = [textOf(at("in")), textOf(at("txt"))];
    if (input === undefined && output !== undefined) throw withoutInput(at("txt").file, at("in").file);
    const pin = pinOf(packageOf(tool), locks.lock(tool));
    const wanted = withPackages(input, { file: at("in").file, pin, more: request.with });
    const before = output === undefined ? locks.lock(tool) : readLock(tool, at("txt").file, output);
    const kept = request.upgrade ? undefined : before;
    const text = await compileLock({ tool, wanted, before: kept, python: settings.python, ...found, env, signal });
    const lock = readLock(tool, at("txt").file, text);
    drafts.push({ tool, input: wanted, output: text, lock, before, same: input === wanted && output === text });
  }
  for (const draft of drafts) {
    if (!draft.same) write(folder, draft);
    stdout.write(summaryOf(draft, shown, settings.python));
  }
  return 0;
}

/** The tools that the user named, or those that have their own list of packages. */
function toolsOf(request: Request, names: readonly string[], shown: string): readonly string[] {
  const all = `The tools are ${LOCKED_TOOLS.join(", ")}.`;
  const tools = LOCKED_TOOLS.filter((tool) => request.tools.includes(tool));
  if (request.with.length > 0 && tools.length !== 1) {
    const hint = `Write the tool first, as in: drydock lock mypy --with ${request.with[0]}. ${all}`;
    throw new DrydockError("misuse", "--with adds packages to one tool, which has to be named.", hint);
  }
  if (tools.length > 0) return tools;
  const own = LOCKED_TOOLS.filter((tool) => names.includes(`${tool}.in`));
  if (own.length > 0) return own;
  const hint = `Name a tool, as in: drydock lock mypy --with django-stubs. ${all}`;
  throw new DrydockError("misuse", `There is nothing to lock: no tool has a list of packages in ${shown}.`, hint);
}

/** Otherwise the repository would decide where the files go. A file that is a link is replaced, and its target stays. */
function refuseLink(folder: string, shown: string): void {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (stat === undefined || stat.isDirectory()) return;
  const what = stat.isSymbolicLink() ? "is a symbolic link" : "is not a folder";
  throw new DrydockError("misuse", `${shown} ${what}, so no lock can be written there.`, "Put a folder in its place.");
}

/** Undefined if there is no such file. */
function textOf({ path, file }: { readonly path: string; readonly file: string }): string | undefined {
  if (!isThere(path)) return undefined;
  try {
    // Reading a pipe or a device would never end.
    if (!statSync(path).isFile()) throw new Error("it is not a file");
    return readFileSync(path, "utf8");
  } catch (error) {
    const hint = "Correct or remove it.";
    throw new DrydockError("misuse", `${file} can't be read: ${causeOf(error)}.`, hint, error);
  }
}

function withoutInput(lock: string, input: string): DrydockError {
  const hint = `Write what it was made from to ${input}, one package per line, or remove ${lock}.`;
  return new DrydockError("misuse", `${lock} exists without ${input}, so it would be lost.`, hint);
}

function write(folder: string, { tool, input, output }: Draft): void {
  try {
    makeFolder(folder);
    replaceFile(join(folder, `${tool}.in`), input);
    replaceFile(join(folder, `${tool}.txt`), output);
  } catch (error) {
    const hint = "Check that you may write there.";
    throw new DrydockError("broken", `The lock of ${tool} could not be written: ${causeOf(error)}.`, hint, error);
  }
}

function summaryOf({ tool, lock, before, same }: Draft, shown: string, python: string): string {
  const file = `${join(shown, tool)}.txt`;
  if (same) return `${file} is up to date.\n`;
  const version = versionsIn(lock).get(packageOf(tool))?.join(", ");
  const head = `Wrote ${join(shown, tool)}.in and ${file}: ${tool} ${version}, for Python ${python} and newer.\n`;
  const changes = changesBetween(before, lock).map((line) => `  ${line}\n`);
  return head + (changes.length === 0 ? "  The versions are the same as before.\n" : changes.join(""));
}
