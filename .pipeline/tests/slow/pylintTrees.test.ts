import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type Files, pylintLauncher, scripts } from "../support/pylintLauncher.ts";

const { root, project, run } = pylintLauncher();

const PACKAGE: Files = {
  ".pylintrc": "[MAIN]\n",
  "src/shop.py":
    "import json\nimport dep\n\nprint(json.dumps(1).sing(), json.missing, dep.VALUE.sing(), dep.missing)\n",
  "src/shaping.py":
    "from astroid import MANAGER, nodes\n\ndef register(_):\n    MANAGER.register_transform(nodes.ClassDef, lambda node: node)\n",
};

/** Builds trees ahead, runs the launcher as a fork would, and says at the end whether the trees were still there. */
function driver(name: string, between = ""): string {
  const file = join(root, `${name}.py`);
  const text = `
import atexit, json, os, sys
sys.path.append(${JSON.stringify(scripts)})
import drydock_pylint_trees as trees
trees.LIST.parent.mkdir(exist_ok=True)
trees.LIST.write_text(json.dumps(["json", "typing", "dep", "gone"]))
while trees.build_next():
    pass
built = dict(trees.MANAGER.astroid_cache)
assert {"json", "typing", "dep"} <= set(built), sorted(built)
${between}
import drydock_pylint
used = lambda: "used" if trees.MANAGER.astroid_cache.get("json") is built["json"] else "dropped"
atexit.register(lambda: print(used(), "and noted" if json.loads(trees.LIST.read_text())[4:] else "", file=sys.stderr))
drydock_pylint.main(sys.argv)
`;
  writeFileSync(file, text);
  return file;
}

const site = join(root, "application");
const env = { DRYDOCK_APP_SITE: site };

function application(): void {
  mkdirSync(site, { recursive: true });
  writeFileSync(join(site, "dep.py"), "VALUE = 1\n");
}

const CHANGED = `open(${JSON.stringify(join(site, "dep.py"))}, "a").write("missing = 2\\n")`;

it.each<[string, Files, string, string]>([
  ["uses them, and notes what else it needed", {}, "", "used and noted"],
  [
    "drops them if a setting changes how they are built",
    { ".pylintrc": "[MAIN]\nignored-modules=json\n" },
    "",
    "dropped",
  ],
  ["drops them if a module of the repository comes first", { "src/json.py": "def missing(): ...\n" }, "", "dropped"],
  ["drops them for a plugin, which may change them", { ".pylintrc": "[MAIN]\nload-plugins=shaping\n" }, "", "dropped"],
  ["drops them if a file has changed since", {}, CHANGED, "dropped"],
])("with trees that were built ahead, a run %s", (title, files, between, told) => {
  application();
  const folder = project({ ...PACKAGE, ...files });
  const options = { env, jobs: "1", driver: driver(title.replaceAll(/\W/g, "_"), between) };
  const warm = run(folder, options);
  const cold = run(folder, { env, jobs: "1", store: `${folder}-empty`, memory: `${folder}-no-memory` });
  expect(warm.stderr.trim()).toBe(told);
  expect(warm.report).toBe(cold.report);
  expect(cold.report).toContain("no-member");
});
