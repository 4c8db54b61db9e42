import { type Checkout, sameAnswers } from "../support/checkout.ts";
import { BAD, badAt, EMPTY, GOOD, PYPROJECT } from "../support/checkoutFiles.ts";

const USE = '"""Use."""\n\nimport os\n\nfrom acme.core import half\n\nhalf( "2" )\n';
const USES = {
  lint: ["src/acme/use.py:3 unused-import"],
  "format-check": ["src/acme/use.py:1 unformatted"],
  typecheck: ["src/acme/use.py:7 arg-type"],
  ruff: ["src/acme/use.py:3 F401"],
} as const;
/** The two that are quick, where a row is about which files there are. */
const LOOKED_AT = { "format-check": USES["format-check"], ruff: USES.ruff } as const;
const ACME = {
  "pyproject.toml": PYPROJECT,
  "src/acme/__init__.py": EMPTY,
  "src/acme/core.py": GOOD,
  "src/acme/use.py": USE,
};
/** A repository of its own in a folder, and in another one that has it as a submodule. */
const SUBMODULE = [
  ...["git init -q ../sub", "mv sub/* ../sub/", "rmdir sub", "git -C ../sub add -A", "git -C ../sub commit -qm sub"],
  ...["git init -q", "git -c protocol.file.allow=always submodule --quiet add ../sub sub", "git add -A"],
];

const ROWS: readonly Checkout[] = [
  {
    title: "a submodule, seen from the repository that holds it",
    args: ["src", "sub"],
    targets: ["src", "sub"],
    steps: SUBMODULE,
    files: {
      "pyproject.toml": PYPROJECT,
      "src/use.py": GOOD,
      "sub/bad.py": BAD,
      "sub/ruff.toml": 'lint.select = ["F"]\n',
    },
    checks: badAt("sub/bad.py"),
    fixes: { "ruff-fix": ["sub/bad.py"], format: ["sub/bad.py"] },
  },
  {
    title: "a submodule, called in it",
    args: ["."],
    targets: ["."],
    steps: SUBMODULE,
    root: "sub",
    files: { "pyproject.toml": "[tool.black]\nexclude = '.*'\n", "sub/bad.py": BAD, "sub/pyproject.toml": PYPROJECT },
    checks: badAt("bad.py"),
    fixes: { "ruff-fix": ["bad.py"], format: ["bad.py"] },
  },
  {
    title: "a worktree",
    targets: ["src"],
    steps: ["git init -q", "git add -A", "git commit -qm start", "git worktree add -q ../tree"],
    root: "../tree",
    files: ACME,
    checks: LOOKED_AT,
    fixes: { fix: ["src/acme/use.py"] },
  },
  {
    title: "no git, and a .gitignore all the same",
    targets: ["src"],
    steps: [],
    rawSteps: ["rm -r src/acme/made"],
    files: { ...ACME, ".gitignore": "made/\n", "src/acme/made/bad.py": BAD },
    checks: LOOKED_AT,
    fixes: { fix: ["src/acme/use.py"] },
  },
  {
    title: "files that git does not track yet",
    targets: ["src"],
    steps: ["git init -q", "git add pyproject.toml src/acme/__init__.py"],
    files: ACME,
    checks: { lint: USES.lint, ruff: USES.ruff },
    fixes: { "ruff-fix": ["src/acme/use.py"] },
  },
  {
    title: "files that git ignores",
    targets: ["src", "top.py"],
    args: ["src", "top.py"],
    rawSteps: ["git clean -fdXq"],
    files: {
      ...ACME,
      ".gitignore": "*_made.py\n/src/gen/\n!kept_made.py\n",
      "top.py": EMPTY,
      "src/acme/a_made.py": BAD,
      "src/gen/b.py": BAD,
      "src/kept_made.py": BAD,
    },
    checks: {
      lint: ["src/acme/use.py:3 unused-import", "src/kept_made.py:3 unused-import"],
      "format-check": ["src/acme/use.py:1 unformatted", "src/kept_made.py:1 unformatted"],
      typecheck: ["src/acme/use.py:7 arg-type", "src/kept_made.py:8 return-value"],
      ruff: ["src/acme/use.py:3 F401", "src/kept_made.py:3 F401"],
    },
  },
  {
    title: "a file that git tracks and ignores: two tools see it, two do not",
    targets: ["src"],
    steps: ["git init -q", "git add -f ."],
    files: { ...ACME, ".gitignore": "made.py\n", "src/acme/made.py": BAD },
    checks: {
      lint: ["src/acme/made.py:3 unused-import", "src/acme/use.py:3 unused-import"],
      typecheck: ["src/acme/made.py:8 return-value", "src/acme/use.py:7 arg-type"],
      "format-check": USES["format-check"],
      ruff: USES.ruff,
    },
    fixes: { fix: ["src/acme/use.py"] },
  },
  {
    title: "a tracked file that is gone, and names that git quotes",
    targets: ["src"],
    steps: ["git init -q", "git add -A", "rm src/acme/gone.py"],
    files: { ...ACME, "src/acme/gone.py": BAD, 'src/ä "b" c/d.py': "import os\n" },
    checks: {
      ruff: ["src/acme/use.py:3 F401", 'src/ä "b" c/d.py:1 F401'],
      "format-check": USES["format-check"],
    },
    fixes: { "ruff-fix": ["src/acme/use.py", 'src/ä "b" c/d.py'] },
  },
  {
    title: "a repository below another one that ignores it",
    targets: ["src"],
    steps: ["git init -q ..", "echo '*' > ../.gitignore", "git init -q", "git add -A"],
    files: ACME,
    checks: LOOKED_AT,
  },
  {
    title: "called by a hook of another repository's git",
    env: { GIT_DIR: "/nowhere/.git", GIT_INDEX_FILE: "/nowhere/.git/index", GIT_PREFIX: "src/" },
    targets: ["src"],
    files: { ...ACME, ".gitignore": "gen/\n" },
    checks: LOOKED_AT,
    fixes: { "ruff-fix": ["src/acme/use.py"] },
  },
  {
    title: "a package that is a link to another folder of the root, which Black and mypy follow",
    targets: ["src"],
    files: {
      "pyproject.toml": PYPROJECT,
      "libs/acme/__init__.py": EMPTY,
      "libs/acme/core.py": GOOD,
      "libs/acme/bad.py": BAD,
      "src/use.py": '"""Use."""\n\nimport os\n\nfrom acme.core import half\n\nhalf( "2" )\n',
    },
    links: { "src/acme": "../libs/acme" },
    checks: {
      lint: ["src/use.py:3 unused-import"],
      "format-check": ["src/acme/bad.py:1 unformatted", "src/use.py:1 unformatted"],
      typecheck: ["src/acme/bad.py:8 return-value", "src/use.py:7 arg-type"],
      ruff: ["src/use.py:3 F401"],
    },
    fixes: { "ruff-fix": ["src/use.py"], format: ["libs/acme/bad.py", "src/acme/bad.py", "src/use.py"] },
  },
  {
    title: "a file that is a link to another file of the root",
    targets: ["src"],
    files: { "pyproject.toml": PYPROJECT, "libs/bad.py": BAD, "src/good.py": GOOD },
    links: { "src/bad.py": "../libs/bad.py" },
    checks: badAt("src/bad.py"),
    fixes: { "ruff-fix": ["libs/bad.py"], format: ["libs/bad.py"] },
  },
  {
    title: "links that leave the root, or lead nowhere",
    targets: ["src"],
    steps: ["mkdir ../beside", "cp src/acme/use.py ../beside/", "git init -q", "git add -A"],
    rawSteps: ["rm src/out src/file.py src/nowhere.py"],
    files: ACME,
    links: { "src/out": "../../beside", "src/file.py": "../../beside/use.py", "src/nowhere.py": "gone.py" },
    checks: {
      lint: { finds: USES.lint, notices: [/link/] },
      "format-check": USES["format-check"],
      typecheck: USES.typecheck,
      ruff: USES.ruff,
    },
  },
];

sameAnswers(ROWS);
