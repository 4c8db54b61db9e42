import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type Files, pylintLauncher } from "../support/pylintLauncher.ts";

const { project, run } = pylintLauncher();

const module = (index: number) => `"""D."""
from shop import m${(index + 1) % 4}
from .sub import base


class C${index}(base.Base):
    """D."""

    def f(self, a):
        """D."""
        return a + base.X + m${(index + 1) % 4}.V
`;
const SHOP: Files = {
  ".pylintrc": "[MAIN]\n",
  "src/shop/__init__.py": '"""D."""\n',
  "src/shop/sub/__init__.py": "",
  "src/shop/sub/base.py": '"""D."""\nX = 1\n\n\nclass Base:\n    """D."""\n',
  ...Object.fromEntries([0, 1, 2, 3].map((index) => [`src/shop/m${index}.py`, module(index)])),
  "src/use.py":
    '"""D."""\nimport json\nfrom shop.m0 import C0\nfrom shop.m1 import C1\n\nprint(C0().f(1), C1().g(), json.dumps)\n',
};
const NEW = [
  "src/shop/extra.py",
  "src/extra.py",
  "src/json.py",
  "src/shop/json.py",
  "src/shop/m1.pyi",
  "json/dumps.py",
  "src/shop/sub/m0.py",
];
const CONFIGS = [
  "[MAIN]\n",
  "[MAIN]\nmax-line-length=60\n",
  "[MAIN]\ndisable=C\n",
  "[MAIN]\nload-plugins=pylint.extensions.docparams\n",
  "[MAIN]\nload-plugins=own\n",
];
const PLUGIN = "def register(linter):\n    pass\n";

interface Edit {
  readonly kind: keyof typeof EDITS;
  readonly at: number;
  readonly to: number;
}

/** Each changes something in the folder; `path` is one of its modules, `to` any number. */
const EDITS = {
  comment: (folder, path, to) => append(folder, path, `# ${to}\n`),
  code: (folder, path, to) => append(folder, path, `V${to % 3} = ${to}\n`),
  member: (folder, path) => replace(folder, path, /def ([fg])\(/, (_, name) => `def ${name === "f" ? "g" : "f"}(`),
  layout: (folder, path) => replace(folder, path, /\n\n/, () => "\n\n\n"),
  import: (folder, path, to) =>
    append(
      folder,
      path,
      `from ${["shop", "extra", "json", "shop.sub"][to % 4]} import ${["m0", "X", "V1", "base"][to % 3]}\n`,
    ),
  new: (folder, _, to) => write(folder, pick(NEW, to), '"""D."""\nX = "a"\nV = 2\n'),
  delete: (folder, path) => path.endsWith("__init__.py") || rmSync(join(folder, path)),
  rename: (folder, path, to) =>
    path.endsWith("__init__.py") ||
    renameSync(join(folder, path), join(folder, dirname(path), pick(["m0.py", "r1.py", "base.py"], to))),
  syntax: (folder, path) => append(folder, path, "def (:\n"),
  mend: (folder) => {
    for (const path of modules(folder)) replace(folder, path, /def \(:\n/g, () => "");
  },
  config: (folder, _, to) => write(folder, ".pylintrc", pick(CONFIGS, to)),
  plugin: (folder, _, to) => write(folder, "own.py", `${PLUGIN}\n\nX = ${to}\n`),
  package: (folder, _, to) => {
    const path = join(folder, pick(["src/__init__.py", "json/__init__.py", "src/shop/sub/__init__.py"], to));
    if (existsSync(path)) rmSync(path);
    else if (existsSync(dirname(path))) writeFileSync(path, "");
  },
} as const satisfies Record<string, (folder: string, path: string, to: number) => unknown>;

const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function append(folder: string, path: string, text: string): void {
  write(folder, path, readFileSync(join(folder, path), "utf8") + text);
}

function replace(folder: string, path: string, what: RegExp, by: (...found: string[]) => string): void {
  write(folder, path, readFileSync(join(folder, path), "utf8").replace(what, by));
}

const modules = (folder: string) =>
  readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.pyi?$/.test(path))
    .map((path) => `src/${path}`)
    .sort();

const edit = fc.record<Edit>({
  kind: fc.constantFrom(...(Object.keys(EDITS) as (keyof typeof EDITS)[])),
  at: fc.nat(),
  to: fc.nat(),
});

it("after any edits, stored results and an empty store give the same report", () => {
  for (const edits of fc.sample(fc.array(edit, { minLength: 14, maxLength: 14 }), 2)) {
    const folder = project({ ...SHOP, "own.py": PLUGIN });
    run(folder);
    for (const [index, { kind, at, to }] of edits.entries()) {
      EDITS[kind](folder, pick(modules(folder), at), to);
      const empty = { store: `${folder}-empty-${index}`, memory: `${folder}-none-${index}` };
      const [kept, anew] = [run(folder, { jobs: pick(["1", "2"], to) }), run(folder, empty)];
      expect(kept.report, `after ${JSON.stringify(edits.slice(0, index + 1))}`).toBe(anew.report);
      rmSync(empty.store, { recursive: true, force: true });
    }
  }
});
