import { join } from "node:path";
import { TOOLS } from "../../src/checks/catalog.ts";
import { causeOf } from "../../src/errors.ts";
import { lockedVersion } from "../../src/flow/lock.ts";
import { printable, printableJson } from "../../src/report/safeText.ts";
import { cacheFolderPath } from "../cache/cacheFolder.ts";
import { lockOf } from "../engine/overview.ts";
import { findConfig } from "../engine/project.ts";
import { lockFiles } from "../files/configFiles.ts";
import { findInterpreter } from "../python/interpreter.ts";
import { ownVersion, shipped } from "../shipped.ts";
import type { CliContext, CliRequest } from "./options.ts";

type Request = Extract<CliRequest, { verb: "versions" }>;

/** A program, its version, and who says so. */
interface Row {
  readonly name: string;
  /** Null if it is not known. */
  readonly version: string | null;
  readonly from: string;
}

/** Prints the versions of Drydock, of what runs it, and of all tools, as they are pinned. Starts no tool. */
export async function versions({ verb: _, json, ...request }: Request, context: CliContext): Promise<number> {
  const config = findConfig({ ...request, cwd: context.cwd });
  const rows: readonly Row[] = [
    { name: "drydock", version: ownVersion(), from: "" },
    { name: "node", version: process.versions.node, from: process.execPath },
    await pythonRow(config.settings.python, context),
    {
      name: "uv",
      version: lockedVersion(lockFiles(undefined, shipped()).lock("uv")),
      from: "locked by Drydock, where PATH has none",
    },
    ...TOOLS.map(({ name }) => toolRow(name, lockOf(name, { config: config.folder, configName: config.name }))),
  ];
  context.stdout.write(json ? `${printableJson(JSON.stringify(rows, null, 2))}\n` : table(rows));
  return 0;
}

async function pythonRow(wanted: string, { env, signal }: CliContext): Promise<Row> {
  try {
    const memoFile = join(cacheFolderPath(env), "interpreters.json");
    const { version, path, matches } = await findInterpreter(wanted, { env, memoFile, signal });
    return {
      name: "python",
      version,
      from: matches ? path : `${path}; ${wanted} is wanted, which a run tries to download`,
    };
  } catch (error) {
    signal.throwIfAborted();
    return { name: "python", version: null, from: `none was found; ${wanted} is wanted: ${causeOf(error)}` };
  }
}

function toolRow(name: string, { by, path, version }: ReturnType<typeof lockOf>): Row {
  if (by === "host") return { name, version, from: `in containers; elsewhere ${path} of the machine` };
  return { name, version, from: by === "own" ? `locked by ${path}` : "locked by Drydock" };
}

function table(rows: readonly Row[]): string {
  const [names, numbers] = [rows.map(({ name }) => name), rows.map(({ version }) => version ?? "none")];
  const [first, second] = [names, numbers].map((column) => Math.max(...column.map((text) => text.length)));
  return rows
    .map(({ name, from }, at) => `${name.padEnd(first ?? 0)}  ${(numbers[at] ?? "").padEnd(second ?? 0)}  ${from}`)
    .map((line) => `${printable(line.trimEnd())}\n`)
    .join("");
}
