import { parse } from "yaml";
import type { Tool } from "../../src/model.ts";

/** Which of Drydock's tools pre-commit runs. */
export interface PreCommit {
  /** By tool, if its `rev` is a version. */
  readonly versions: ReadonlyMap<Tool, string>;
  /** Ids of all hooks, such as `ruff-format`. */
  readonly hooks: ReadonlySet<string>;
}

export const PRE_COMMIT = ".pre-commit-config.yaml";

const REPOSITORIES: Readonly<Record<string, Tool>> = {
  "psf/black": "black",
  "psf/black-pre-commit-mirror": "black",
  "ambv/black": "black",
  "astral-sh/ruff-pre-commit": "ruff",
  "charliermarsh/ruff-pre-commit": "ruff",
  "pre-commit/mirrors-mypy": "mypy",
  "pycqa/pylint": "pylint",
  "pylint-dev/pylint": "pylint",
  "pre-commit/mirrors-pylint": "pylint",
};

/** Reads a `.pre-commit-config.yaml`. Throws if it is not YAML. */
export function readPreCommit(text: string): PreCommit {
  const versions = new Map<Tool, string>();
  const hooks = new Set<string>();
  for (const entry of listAt(parse(text), "repos")) {
    const [repo, rev] = [textAt(entry, "repo"), textAt(entry, "rev")];
    const name = /([^/:]+\/[^/]+?)(?:\.git)?\/?$/.exec(repo)?.[1]?.toLowerCase() ?? "";
    const tool = Object.hasOwn(REPOSITORIES, name) ? REPOSITORIES[name] : undefined;
    const version = /^v?(\d+(?:\.\w+)+)$/.exec(rev)?.[1];
    if (tool !== undefined && version !== undefined) versions.set(tool, version);
    for (const hook of listAt(entry, "hooks")) hooks.add(textAt(hook, "id"));
  }
  return { versions, hooks };
}

function at(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const list = at(value, key);
  return Array.isArray(list) ? list : [];
}

/** To YAML, a `rev` such as 24.1 is a number. */
function textAt(value: unknown, key: string): string {
  const found = at(value, key);
  return typeof found === "string" || typeof found === "number" ? String(found) : "";
}
