/**
 * Paths that are not part of the tree, as Dagger ignore patterns. One list for both engines: the local lister applies it,
 * and the module's `@argument({ ignore })` literals are tested to be equal.
 */
export const IGNORED: readonly string[] = [
  "**/.git",
  "**/.hg",
  "**/.svn",
  "**/.venv",
  "**/venv",
  "**/.direnv",
  "**/.tox",
  "**/.nox",
  "**/.eggs",
  "**/*.egg-info",
  "**/__pycache__",
  "**/__pypackages__",
  "**/*.pyc",
  "**/.mypy_cache",
  "**/.ruff_cache",
  "**/.pytest_cache",
  "**/.ipynb_checkpoints",
  "**/.idea",
  "**/.vscode",
  "**/.DS_Store",
  "**/node_modules",
  "**/.reports",
  "**/.drydock-cache",
  "**/.drydock-*.tmp",
];

/** The patterns of the settings as they apply to the tree: from the root, and from each target. */
export function ignorePatterns(patterns: readonly string[], targets: readonly string[]): readonly string[] {
  const folders = targets.filter((target) => target !== ".");
  return patterns.flatMap((pattern) => {
    const clean = pattern.trim().replace(/^\/+/, "");
    if (clean.startsWith("**/")) return [clean];
    return [clean, ...folders.map((folder) => `${folder}/${clean}`)];
  });
}
