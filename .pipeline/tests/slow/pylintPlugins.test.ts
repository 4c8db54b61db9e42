import { join } from "node:path";
import { expect, it } from "vitest";
import { pylintLauncher, write } from "../support/pylintLauncher.ts";

const { root, project, run } = pylintLauncher();

const PACKAGE = {
  ".pylintrc": "[MAIN]\n",
  "src/shop/__init__.py": "",
  "src/shop/core.py": "class Till:\n    def ring(self):\n        return 1\n",
  "src/shop/leaf.py": "from .core import Till\n\nprint(Till().ring())\n",
};
const EVERY = 3;

const plugin = (body: string) => `from pylint.checkers import BaseChecker


class Own(BaseChecker):
    name = "own"
    msgs = {"R9902": ("%s", "own-rule", "Own.")}

    def __init__(self, linter):
        super().__init__(linter)
        self.names = []

    def visit_module(self, node):
        self.names.append(node.name)

${body}

def register(linter):
    linter.register_checker(Own(linter))
`;
const WITH_PLUGIN = { ".pylintrc": "[MAIN]\nload-plugins=own\ndisable=all\nenable=own-rule\n" };

it("takes Pylint's own way in one process for a plugin that looks at all modules together, and says so", () => {
  const body = "    def close(self):\n        self.add_message('own-rule', args=(str(len(self.names)),))\n";
  const folder = project({ ...PACKAGE, ...WITH_PLUGIN, "own.py": plugin(body) });
  const { modules, findings, notices, problems } = run(folder);
  expect(problems).toEqual([]);
  expect(modules).toBeUndefined();
  expect(findings.map(({ message }) => message)).toEqual([`${EVERY}`]);
  expect(notices).toEqual([
    'Pylint lints all modules each time, in one process: the plugin "own" looks at all of them together.',
  ]);
});

it("reduces what a plugin has mapped itself, and keeps no result that holds such data", () => {
  const body = `    def get_map_data(self):
        return list(self.names)

    def open(self):
        self.names = []

    def reduce_map_data(self, linter, data):
        self.add_message("own-rule", args=(str(sum(map(len, data))),))
`;
  const folder = project({ ...PACKAGE, ...WITH_PLUGIN, "own.py": plugin(body) });
  for (const _ of [1, 2]) {
    const { modules, findings, problems } = run(folder);
    expect(problems).toEqual([]);
    expect(modules?.linted).toBe(EVERY);
    expect(findings.map(({ message }) => message)).toEqual([`${EVERY}`]);
  }
});

it("lints all again when a plugin changes, or a module that a plugin may look at", () => {
  const body = "    def visit_call(self, node):\n        self.add_message('own-rule', node=node, args=('a',))\n";
  const folder = project({ ...PACKAGE, ...WITH_PLUGIN, "own.py": plugin(body) });
  run(folder);
  expect(run(folder).modules?.linted).toBe(0);
  write(folder, { "own.py": plugin(body.replace("'a'", "'b'")) });
  const { modules, findings } = run(folder);
  expect(modules?.linted).toBe(EVERY);
  expect(new Set(findings.map(({ message }) => message))).toEqual(new Set(["b"]));
});

it("keeps nothing where the config runs code", () => {
  const folder = project({ ...PACKAGE, ".pylintrc": "[MAIN]\ninit-hook=import sys\n" });
  run(folder);
  expect(run(folder).modules).toMatchObject({ linted: EVERY, modules: EVERY });
});

it("takes Pylint's own way with a version that it does not know, and says so", () => {
  const folder = project({ ...PACKAGE, "path/sitecustomize.py": "import pylint\npylint.__version__ = '9.9.9'\n" });
  const env = { PYTHONPATH: [join(folder, "path"), join(root, "site-packages")].join(":") };
  const { modules, notices, report } = run(folder, { env });
  expect(modules).toBeUndefined();
  expect(notices).toEqual([
    "Pylint lints all modules each time: Drydock does not know how to keep results of Pylint 9.9.9.",
  ]);
  // Pylint tells what it found in the order in which its checkers found it.
  const found = (text: string) => new Set(JSON.parse(text).messages.map((one: object) => JSON.stringify(one)));
  expect(found(report)).toEqual(found(run(folder).report));
  expect(found(report).size).toBeGreaterThan(1);
});
