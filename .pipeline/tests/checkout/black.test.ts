import { type Checkout, sameAnswers } from "../support/checkout.ts";

const UGLY = "ONE  =  1\n";

const ROWS: readonly Checkout[] = [
  {
    title: "Black's extend-exclude from the root on, in the root's config",
    targets: ["src"],
    files: {
      "pyproject.toml": "[tool.black]\nextend-exclude = '^/src/gen/|_pb2\\.py$'\n",
      "src/gen/a.py": UGLY,
      "src/acme/gen/a.py": UGLY,
      "src/acme/a_pb2.py": UGLY,
    },
    checks: { "format-check": ["src/acme/gen/a.py:1 unformatted"] },
    fixes: { format: ["src/acme/gen/a.py"], fix: ["src/acme/gen/a.py"] },
  },
  {
    title: "Black's extend-exclude from the root on, in the config folder",
    targets: ["lib"],
    args: ["--source", "lib"],
    files: {
      ".config/black.toml": "[tool.black]\nextend-exclude = '^/lib/gen/'\n",
      "lib/gen/a.py": UGLY,
      "lib/acme/gen/a.py": UGLY,
    },
    checks: { "format-check": ["lib/acme/gen/a.py:1 unformatted"] },
    fixes: { format: ["lib/acme/gen/a.py"] },
  },
  {
    title: "Black's exclude, and an excluded file as a path",
    args: ["src/gen/a.py", "src"],
    targets: ["src/gen/a.py", "src"],
    files: {
      "pyproject.toml": "[tool.black]\nextend-exclude = 'gen'\n",
      "src/gen/a.py": UGLY,
      "src/gen/b.py": UGLY,
      "src/acme.py": UGLY,
    },
    checks: { "format-check": ["src/acme.py:1 unformatted", "src/gen/a.py:1 unformatted"] },
    fixes: { format: ["src/acme.py", "src/gen/a.py"] },
  },
  {
    title: "Black's force-exclude, and an excluded file as a path",
    args: ["src/gen/a.py", "src/acme.py"],
    targets: ["src/gen/a.py", "src/acme.py"],
    files: {
      "pyproject.toml": "[tool.black]\nforce-exclude = '^/src/gen/'\n",
      "src/gen/a.py": UGLY,
      "src/acme.py": UGLY,
    },
    checks: { "format-check": ["src/acme.py:1 unformatted"] },
    fixes: { format: ["src/acme.py"] },
  },
  {
    title: "Black leaves out build, dist and venv by default",
    targets: ["src"],
    files: {
      "pyproject.toml": "[tool.black]\n",
      "src/build/a.py": UGLY,
      "src/dist/a.py": UGLY,
      "src/venv/a.py": UGLY,
      "src/acme/a.py": UGLY,
    },
    checks: { "format-check": ["src/acme/a.py:1 unformatted"] },
    fixes: { format: ["src/acme/a.py"] },
  },
  {
    title: "Black's include, and stubs",
    targets: ["src"],
    files: {
      "pyproject.toml": "[tool.black]\ninclude = '\\.pyi$'\n",
      "src/acme.py": UGLY,
      "src/acme.pyi": "ONE :  int\n",
      "src/good.pyi": "ONE: int\n",
    },
    checks: { "format-check": ["src/acme.pyi:1 unformatted"] },
    fixes: { format: ["src/acme.pyi"] },
  },
  {
    title: "requires-python is Black's target version",
    targets: ["src"],
    files: {
      "pyproject.toml": '[project]\nname = "acme"\nrequires-python = ">=3.9"\n[tool.black]\nline-length = 40\n',
      // Parenthesised context managers are for 3.9 and newer.
      "src/acme.py": 'with open("a_name") as one, open("other") as two:\n    pass\n',
    },
    checks: { "format-check": ["src/acme.py:1 unformatted"] },
    fixes: { format: ["src/acme.py"] },
  },
  {
    title: "a .gitignore of a folder below, for tracked files, which Black obeys",
    targets: ["src"],
    steps: ["git init -q", "git add -f ."],
    files: {
      "pyproject.toml": "[tool.black]\n",
      ".gitignore": "/src/made.py\n",
      "src/.gitignore": "gen/\n",
      "src/made.py": UGLY,
      "src/gen/a.py": UGLY,
      "src/acme.py": UGLY,
    },
    checks: { "format-check": ["src/acme.py:1 unformatted"] },
    fixes: { format: ["src/acme.py"], fix: ["src/acme.py"] },
  },
  {
    title: "an unknown key in Black's config",
    targets: ["src"],
    files: { "pyproject.toml": "[tool.black]\nline-lenght = 20\n", "src/acme.py": UGLY },
    checks: { "format-check": { finds: ["src/acme.py:1 unformatted"], notices: [/line[-_]lenght/] } },
  },
];

sameAnswers(ROWS);
