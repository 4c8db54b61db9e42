/** What a repository may hold, and what is told of it, word for word the same by both engines. */
export interface SourceCase {
  readonly title: string;
  /** Settings beside the Python. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** By path in the repository, over the usual config; null leaves that out. A letter from U+0080 to U+00FF is that byte. */
  readonly files: Readonly<Record<string, string | null>>;
  /** Targets of symbolic links by path in the repository. */
  readonly links?: Readonly<Record<string, string>>;
  /** Why the run could not begin; else how the checks end, and what is said: `check: reason, notice or place of a finding`. */
  readonly stops?: string;
  readonly verdicts?: readonly string[];
  readonly told?: readonly string[];
}

const CLEAN = '"""A module."""\n';
const ALL = ["lint", "format", "typecheck", "ruff"];
/** From any folder: in a container there is nothing beside the repository. */
const OUT = `${"../".repeat(16)}usr`;
const by = (text: string) => ALL.map((check) => `${check}: ${text}`);
const all = (verdict: string) => ALL.map((check) => `${check} ${verdict}`);

export const SOURCE_CASES: readonly SourceCase[] = [
  {
    title: "links that lead out of the source or nowhere are left out, those within it stay",
    settings: { checks: ["format"] },
    files: { "src/a.py": CLEAN, "src/lib/b.py": CLEAN },
    links: {
      "src/absolute.py": "/etc/hostname",
      "src/a*b[1].py": "/etc/x y",
      "src/gone.py": "nowhere.py",
      "src/lib/beside.py": "../../../another/c.py",
      "src/lib/out": OUT,
      "src/within.py": "lib/b.py",
    },
    verdicts: ["format passed"],
    told: [
      "'src/a*b[1].py' is excluded: it is a symbolic link to '/etc/x y', an absolute path, which would point elsewhere in a copy or container.",
      "'src/absolute.py' is excluded: it is a symbolic link to '/etc/hostname', an absolute path, which would point elsewhere in a copy or container.",
      "'src/gone.py' is excluded: it is a symbolic link to 'nowhere.py', which does not exist.",
      "'src/lib/beside.py' is excluded: it is a symbolic link to '../../../another/c.py', outside the repository.",
      `'src/lib/out' is excluded: it is a symbolic link to '${OUT}', outside the repository.`,
    ],
  },
  {
    title: "a link to a folder above it is a loop, named before any tool runs",
    settings: { checks: ALL },
    files: { "src/a/b.py": CLEAN },
    links: { "src/a/up": ".." },
    stops: "The symbolic link 'src/a/up' to '..' is a loop: following it never ends.",
  },
  {
    title: "a link to itself is a loop, named before any tool runs",
    settings: { checks: ALL },
    files: { "src/a.py": CLEAN },
    links: { "src/self": "self" },
    stops: "The symbolic link 'src/self' to 'self' is a loop: following it never ends.",
  },
  {
    title: "a NUL byte, which most tools pass over in a string, breaks the checks by name and hides no finding",
    settings: { checks: ALL },
    files: { "src/a.py": 'X = "\0"\n', "src/b.py": "import os\n" },
    verdicts: all("broken"),
    told: [...by("src/a.py contains a NUL byte, which Python source must not."), "ruff: src/b.py:1:8 F401"],
  },
  {
    title: "a Python file whose name is not valid UTF-8 breaks the checks by name and hides no finding",
    settings: { checks: ALL },
    files: { "src/b.py": 'import os\n\nX: int = "x"\n', "src/caf\xe9.py": "X = 1\n" },
    verdicts: all("broken"),
    told: [
      ...by("src/caf\\xe9.py was not checked: its name is not valid UTF-8."),
      "ruff: src/b.py:1:8 F401",
      "typecheck: src/b.py:3:10 assignment",
    ],
  },
  {
    title: "a syntax error fails every check, at its place",
    settings: { checks: ALL },
    files: { "src/a.py": "def broken(:\n    pass\n", "src/b.py": CLEAN },
    verdicts: all("failed"),
    told: by("src/a.py:1:"),
  },
  {
    title: "a file that is not valid UTF-8 fails every check, at its place",
    settings: { checks: ALL },
    files: { "src/a.py": 'x = "\xe9\xff"\n' },
    verdicts: all("failed"),
    told: by("src/a.py:1:"),
  },
  {
    title: "a source without any file to check is broken",
    settings: { checks: ["ruff"] },
    files: { "src/notes.txt": "" },
    verdicts: ["ruff broken"],
    told: ["ruff: Nothing was checked: there is no .py file in the repository."],
  },
  {
    title: "a missing config leaves its tool to its defaults, which one notice says",
    settings: { checks: ["format", "ruff"] },
    files: { "src/a.py": CLEAN, ".config/black.toml": null },
    verdicts: ["format passed", "ruff passed"],
    told: ["No config was found for black: the tools' defaults count."],
  },
  {
    title: "a config that the tool cannot read breaks its check alone, and is named",
    settings: { checks: ["format", "ruff"] },
    files: { "src/a.py": CLEAN, ".config/black.toml": "[tool.black\n" },
    verdicts: ["format broken", "ruff passed"],
    told: ["format: Error: Could not open file '.config/black.toml'"],
  },
  {
    title: "a check that takes longer than its limit is broken, and told the limit of the settings",
    settings: { checks: ["lint", "format"], timeout: { lint: 1 } },
    files: { "src/a.py": CLEAN, ".config/.pylintrc": '[MAIN]\ninit-hook="import time; time.sleep(60)"\n' },
    verdicts: ["lint broken", "format passed"],
    told: ["lint: pylint did not finish within 1 second"],
  },
  {
    title: "an unknown setting stops the run, with the name that was meant",
    settings: { checks: ["ruff"], pyhton: "3.13" },
    files: { "src/a.py": CLEAN },
    stops: 'Unknown setting "pyhton": did you mean "python"',
  },
  {
    title: "code in a folder that ends as files do that no tool reads is checked",
    settings: { checks: ["format", "ruff"] },
    files: { "src/a.py": CLEAN, "src/conf.d/b.py": "import os\n", "src/c.d": "" },
    verdicts: ["format passed", "ruff failed"],
    told: ["ruff: src/conf.d/b.py:1:8 F401"],
  },
];
