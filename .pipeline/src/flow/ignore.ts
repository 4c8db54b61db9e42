/**
 * Paths that are not part of the checked source, as Dagger ignore patterns. One list for both engines: the local walker
 * applies it, and a test keeps the module's `@argument({ ignore })` literal equal to it. `.gitignore` files are left out
 * because tools obey them only next to a `.git`, which a container does not have.
 */
export const IGNORED: readonly string[] = [
  "**/.git",
  "**/.hg",
  "**/.svn",
  "**/.gitignore",
  "**/.ignore",
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
