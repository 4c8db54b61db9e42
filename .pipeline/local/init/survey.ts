import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { causeOf } from "../../src/errors.ts";
import { DEFAULT_SETTINGS } from "../../src/flow/settings.ts";
import type { Settings } from "../../src/model.ts";
import type { Project } from "../engine/project.ts";
import { readIni, readToml } from "../engine/readConfig.ts";
import { lets, pythonFor } from "../python/specifiers.ts";
import type { AskGit } from "./askGit.ts";
import { PRE_COMMIT, type PreCommit, readPreCommit } from "./preCommit.ts";

/** What `drydock init` found in a repository. */
export interface Survey {
  /** The Python to check for, and what says so; undefined if nothing does. */
  readonly python?: { readonly version: string; readonly why: string };
  /** Packages next to a `src`, which alone would be checked. */
  readonly nextToSrc: readonly string[];
  /** Folders of tests. */
  readonly tests: readonly string[];
  /** Files that name the application's packages. */
  readonly packages: readonly string[];
  /** Whether `pyproject.toml` describes a project, of which `uv.lock` is the lock. */
  readonly isProject: boolean;
  readonly preCommit?: PreCommit;
  /** Why a file could not be read, in sentences. */
  readonly problems: readonly string[];
  /** Where the repository is hosted, and what says so. */
  readonly forge?: { readonly name: "GitLab" | "GitHub"; readonly why: string };
  /** What says that Ruff formats the code; undefined if nothing does, or Black is used too. */
  readonly ruffFormats?: string;
}

const PACKAGES = ["uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "requirements.txt"] as const;
/** Those that the setting `requirements` takes, the best first: containers take no `uv.lock`. */
const REQUIREMENTS: readonly string[] = ["requirements.txt", "uv.lock"];

/** Looks, and changes nothing. */
export async function survey(project: Project, ask: AskGit): Promise<Survey> {
  const { root, listing } = project;
  const files = [...listing.files];
  const tops = [...new Set(files.filter((path) => path.includes("/")).map((path) => path.split("/")[0] as string))];
  const [preCommit, problems] = preCommitOf(root);
  const python = pythonOf(root);
  const forge = await forgeOf(root, files, ask);
  const ruffFormats = ruffFormatsBy(project, preCommit);
  const alone = !project.named && project.targets.some(({ path }) => path === "src");
  return {
    ...(python === undefined ? {} : { python }),
    nextToSrc: alone
      ? tops.filter(
          (top) =>
            top !== "src" && !/^(?:tests?|docs?|examples?)$/.test(top) && listing.files.has(`${top}/__init__.py`),
        )
      : [],
    tests: tops.filter((top) => /^tests?$/.test(top)),
    packages: PACKAGES.filter((name) => listing.files.has(name)),
    isProject: holdsProject(root),
    ...(preCommit === undefined ? {} : { preCommit }),
    problems,
    ...(forge === undefined ? {} : { forge }),
    ...(ruffFormats === undefined ? {} : { ruffFormats }),
  };
}

/** The settings that the repository needs and the defaults do not give. */
export function differing({ python, nextToSrc, packages, isProject, ruffFormats }: Survey): Partial<Settings> {
  const usable = packages.filter((name) => name !== "uv.lock" || isProject);
  const requirements = REQUIREMENTS.find((name) => usable.includes(name));
  return {
    ...(python === undefined || python.version === DEFAULT_SETTINGS.python ? {} : { python: python.version }),
    ...(ruffFormats === undefined ? {} : { formatter: "ruff" }),
    ...(nextToSrc.length === 0 ? {} : { source: ["src", ...nextToSrc] }),
    ...(requirements === undefined ? {} : { requirements }),
  };
}

function holdsProject(root: string): boolean {
  try {
    return readToml(textOf(join(root, "pyproject.toml")) ?? "", ["project"]).length > 0;
  } catch {
    return false;
  }
}

function preCommitOf(root: string): readonly [PreCommit | undefined, readonly string[]] {
  const text = textOf(join(root, PRE_COMMIT));
  if (text === undefined) return [undefined, []];
  try {
    return [readPreCommit(text), []];
  } catch (error) {
    return [undefined, [`${PRE_COMMIT} could not be read: ${causeOf(error).split("\n", 1)[0]}`]];
  }
}

/** `.python-version`, or the specifier of the project, of Poetry or of setuptools. */
function pythonOf(root: string): Survey["python"] {
  const required = specifierOf(root);
  const chosen = /^(?:cpython[-@])?(3\.\d+)(?:\.\d+)?\s*$/m.exec(textOf(join(root, ".python-version")) ?? "")?.[1];
  if (chosen !== undefined && (required === undefined || lets(required.value, chosen) !== false)) {
    return { version: chosen, why: `.python-version says ${chosen}` };
  }
  if (required === undefined) return undefined;
  const version = pythonFor(required.value, DEFAULT_SETTINGS.python);
  return version === undefined ? undefined : { version, why: `${required.name} is "${required.value}"` };
}

function specifierOf(root: string): { readonly name: string; readonly value: string } | undefined {
  const places = [
    { file: "pyproject.toml", table: ["project"], key: "requires-python" },
    { file: "pyproject.toml", table: ["tool", "poetry", "dependencies"], key: "python" },
    { file: "setup.cfg", table: undefined, key: "python_requires" },
  ];
  for (const { file, table, key } of places) {
    try {
      const text = textOf(join(root, file)) ?? "";
      const settings =
        table === undefined ? readIni(text, { inlineComments: false, sections: /^options$/ }) : readToml(text, table);
      const value = settings.find(({ path }) => path.join(".") === key)?.value;
      if (value !== undefined && lets(value, "3.13") !== undefined) return { name: `${key} in ${file}`, value };
    } catch {
      // Missing or unreadable: its own tool will report that.
    }
  }
  return undefined;
}

async function forgeOf(root: string, files: readonly string[], ask: AskGit): Promise<Survey["forge"]> {
  if (existsSync(join(root, ".gitlab-ci.yml"))) return { name: "GitLab", why: ".gitlab-ci.yml" };
  const workflow = files.find((path) => path.startsWith(".github/workflows/"));
  if (workflow !== undefined) return { name: "GitHub", why: workflow };
  const remotes = (await ask("config", "--get-regexp", "^remote\\..*\\.url$")) ?? "";
  // Without the part that may hold a password.
  const hosts = [...remotes.matchAll(/^\S+ (?:\w+:\/\/)?(?:[^@/\s]*@)?([\w.-]+)/gm)].map(([, host = ""]) => host);
  for (const [name, word] of [
    ["GitHub", "github"],
    ["GitLab", "gitlab"],
  ] as const) {
    const host = hosts.find((one) => one.toLowerCase().includes(word));
    if (host !== undefined) return { name, why: `a remote on ${host}` };
  }
  return undefined;
}

function ruffFormatsBy({ root, configs, settings }: Project, preCommit: PreCommit | undefined): string | undefined {
  if (settings.formatter === "ruff" || configs.black?.how !== "none" || preCommit?.hooks.has("black")) return undefined;
  if (preCommit?.hooks.has("ruff-format")) return `the hook ruff-format in ${PRE_COMMIT}`;
  const path = configs.ruff?.how === "found" ? configs.ruff.path : undefined;
  const table = path?.endsWith("pyproject.toml") ? /^\[tool\.ruff\.format\]/m : /^\[format\]/m;
  return path !== undefined && table.test(textOf(join(root, path)) ?? "")
    ? `its table of formatting in ${path}`
    : undefined;
}

function textOf(path: string): string | undefined {
  try {
    // Reading a pipe would never end.
    return statSync(path).isFile() ? readFileSync(path, "utf8") : undefined;
  } catch {
    return undefined;
  }
}
