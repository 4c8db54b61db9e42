import { packageOf } from "../checks/packages.ts";
import type { PlanInput } from "../checks/rows.ts";
import type { CheckResult, Source } from "../model.ts";

const MOST_NAMES = 10;
/** The usual requirements files, the most exact first. */
const USUAL = ["uv.lock", "requirements.txt"];

/** The results, in which no module of the project itself counts as a missing package. */
export function withoutOwnModules(
  results: readonly CheckResult[],
  { tree, paths }: SourceTree,
): readonly CheckResult[] {
  if (!results.some(({ findings }) => findings.some(({ missing }) => missing !== undefined))) return results;
  const own = ownModules(tree ?? paths);
  return results.map((result) => ({
    ...result,
    findings: result.findings.map((finding) => {
      const { missing, ...rest } = finding;
      return missing !== undefined && own.has(missing) ? rest : finding;
    }),
  }));
}

type SourceTree = Pick<Source, "paths"> & Partial<Pick<Source, "tree">>;

/** What Python may import from the root, from a folder `src`, and from above each package, as packages would be called. */
function ownModules(paths: Iterable<string>): ReadonlySet<string> {
  const code = [...paths].filter((path) => /\.(?:pyi?|so|pyd)$/.test(path));
  const packages = new Set(code.flatMap((path) => /^(.*)\/__init__\.pyi?$/.exec(path)?.[1] ?? []));
  const own = new Set<string>();
  for (const path of code) {
    const parts = path.split("/");
    for (const [index, part] of parts.entries()) {
      const folder = parts.slice(0, index).join("/");
      const isTop = index === 0 || parts[index - 1] === "src";
      const isPackage = packages.has(parts.slice(0, index + 1).join("/")) && !packages.has(folder);
      if (isTop || isPackage) own.add(packageOf(part.replace(/\..*$/, "")));
    }
  }
  return own;
}

/** One sentence for all checks about the packages that could not be imported, and what to do about it. */
export function missingNotice(
  results: readonly CheckResult[],
  { application }: Pick<PlanInput, "application">,
  { tree, paths }: SourceTree,
): readonly string[] {
  const names = new Set(results.flatMap(({ findings }) => findings.flatMap(({ missing }) => missing ?? [])));
  if (names.size === 0) return [];
  const sorted = [...names].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  const rest = sorted.length - MOST_NAMES;
  const shown = sorted.slice(0, MOST_NAMES).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
  const what = sorted.length === 1 ? "1 package is" : `${sorted.length} packages are`;
  return [`${what} not installed: ${shown}. ${application ? ADD : nameThem([...(tree ?? paths)])}`];
}

const ADD = "Add what the application needs to its requirements.";

function nameThem(paths: readonly string[]): string {
  const file = USUAL.find((name) => paths.includes(name));
  if (file !== undefined)
    return `Name what the application needs: --requirements ${file}, or "requirements" in drydock.json.`;
  return 'Name the application\'s requirements (a requirements file, pyproject.toml or uv.lock) with --requirements, or as "requirements" in drydock.json.';
}
