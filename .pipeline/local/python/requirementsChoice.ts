import { existsSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { DrydockError } from "../../src/errors.ts";
import { type RequirementsChoice, refuseForeignLock, requirementsChoice } from "../../src/flow/requirementsChoice.ts";
import { isWithin } from "../files/paths.ts";
import { readToml, tableAt } from "./requirements.ts";

/** Who named the file, and from where. */
interface Given {
  readonly words: string;
  /** The folder that a relative path is relative to. */
  readonly folder: string;
  /** What messages call the source of the name. */
  readonly by: string;
  /** The folder that must contain the file. */
  readonly within?: string;
}

/** The words with the absolute path of the file. Throws `misuse` where it is not there, can't be used, or lacks a part. */
export function existingRequirements({ words, folder, by, within }: Given): string {
  const choice = requirementsChoice(words);
  const file = resolve(folder, choice.file);
  if (!existsSync(file) || !statSync(file).isFile()) {
    const hint = `Add ${basename(choice.file)}, or correct ${by}.`;
    throw new DrydockError("misuse", `There is no requirements file "${choice.file}", which ${by} names.`, hint);
  }
  // A repository may name only its own files; the user may name any.
  if (within !== undefined && !isWithin(realpathSync(file), within)) {
    const message = `The requirements file "${choice.file}", which ${by} names, is a link that leads out of the repository.`;
    throw new DrydockError("misuse", message, "Put the file itself there, or name it with --requirements.");
  }
  const description = join(dirname(file), "pyproject.toml");
  refuseForeignLock(choice.file, () => tableAt(readToml(description), "project") !== undefined);
  requireParts(choice, description);
  return `${file}${words.slice(choice.file.length)}`;
}

function requireParts({ extras, groups, file }: RequirementsChoice, description: string): void {
  const toml = readToml(description);
  const dynamic = tableAt(toml, "project")?.dynamic;
  const known = (kind: string, named: readonly string[], there: readonly string[]) => {
    const unknown = named.find((name) => !there.map(normal).includes(normal(name)));
    if (unknown === undefined) return;
    const hint = there.length === 0 ? `It has no ${kind}s.` : `Its ${kind}s are ${there.join(", ")}.`;
    throw new DrydockError("misuse", `${join(dirname(file), "pyproject.toml")} has no ${kind} "${unknown}".`, hint);
  };
  const isDynamic = Array.isArray(dynamic) && dynamic.includes("optional-dependencies");
  // A build backend may have its own way to declare them.
  if (!isDynamic && tableAt(toml, "project") !== undefined) {
    known("extra", extras, Object.keys(tableAt(toml, "project", "optional-dependencies") ?? {}));
  }
  // uv has a group of its own, `dev`, for [tool.uv] dev-dependencies.
  const dev = tableAt(toml, "tool", "uv")?.["dev-dependencies"] === undefined ? [] : ["dev"];
  known("dependency group", groups, [...Object.keys(tableAt(toml, "dependency-groups") ?? {}), ...dev]);
}

function normal(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}
