import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Files, type Launched, pylintLauncher } from "../support/pylintLauncher.ts";

const { root, project, run } = pylintLauncher();

/** A checker with the rule `no-count`: no function may be called so. */
const PLUGIN = `from pylint.checkers import BaseChecker


class Names(BaseChecker):
    name = "names"
    msgs = {"W9902": ("%s is no name", "no-count", "Counting is for others.")}

    def visit_functiondef(self, node):
        if node.name == "count":
            self.add_message("no-count", node=node, args=(node.name,))


def register(linter):
    linter.register_checker(Names(linter))
`;
const COUNT = "def count():\n    pass\n";
const only = (plugin: string) => `[MAIN]\nload-plugins=${plugin}\ndisable=all\nenable=no-count,unused-variable\n`;

/** Runs the launcher on the folder `src` of new files, with a config beside it. */
const launch = (config: string, files: Files, jobs = "2", env = {}) =>
  run(project({ ...files, ".pylintrc": config }), { jobs, env });
const found = ({ findings }: Launched) => findings.map(({ path, rule }) => `${path} ${rule}`).sort();

describe("the Pylint launcher", () => {
  it.each(["1", "2"])("finds a plugin that stands in the repository, with %s jobs", (jobs) => {
    const many = Object.fromEntries(["a", "b", "c"].map((name) => [`src/${name}.py`, COUNT]));
    const launched = launch(only("tools.names"), { ...many, "tools/names.py": PLUGIN }, jobs);
    expect(found(launched)).toEqual(["src/a.py no-count", "src/b.py no-count", "src/c.py no-count"]);
    expect(launched).toMatchObject({ code: 4, problems: [], warnings: [] });
  });

  it("finds one that stands in a folder that is checked", () => {
    const launched = launch(only("names"), { "src/a.py": COUNT, "src/names.py": PLUGIN });
    expect(found(launched)).toEqual(["src/a.py no-count"]);
    expect(launched.problems).toEqual([]);
  });

  it("keeps the repository's modules off Pylint's own path", () => {
    const shadows = { "src/types.py": "raise OSError\n", "astroid.py": "raise OSError\n", "names.py": PLUGIN };
    const launched = launch(only("names"), { "src/a.py": COUNT, ...shadows });
    expect(found(launched)).toEqual(["src/a.py no-count"]);
    expect(launched.problems).toEqual([]);
  });

  it("is broken by a plugin that is nowhere, or that imports what is nowhere, and says what to do", () => {
    const hint = (module: string) => expect.stringContaining(`\`drydock lock pylint --with ${module}\``);
    expect(launch(only("nowhere"), { "src/a.py": COUNT }).problems).toEqual([hint("nowhere")]);
    const needy = { "src/a.py": COUNT, "names.py": `import no_such_package.deep\n${PLUGIN}` };
    expect(launch(only("names"), needy).problems).toEqual([hint("no_such_package")]);
  });

  it("has the application's packages in reach of what is checked, after Pylint's own", () => {
    const application = join(root, "application");
    mkdirSync(application, { recursive: true });
    writeFileSync(join(application, "shop.py"), "X = 1\n");
    writeFileSync(join(application, "astroid.py"), "raise OSError\n");
    const config = "[MAIN]\ndisable=all\nenable=import-error\n";
    const files = { "src/a.py": "import shop\nimport till\n" };
    const rules = (env: object) => launch(config, files, "2", env).findings.map(({ message }) => message);
    expect(rules({ DRYDOCK_APP_SITE: application })).toEqual(["Unable to import 'till'"]);
    expect(rules({})).toEqual(["Unable to import 'shop'", "Unable to import 'till'"]);
  });

  it("ends with Pylint's own exit code: by the score, or by the fail-on of the config", () => {
    const warned = { "src/a.py": '"""A."""\nimport os\n' };
    const config = "[MAIN]\nfail-under=-100\n";
    expect(launch(config, warned).code).toBe(0);
    expect(launch(`${config}fail-on=W\n`, warned).code).toBe(4);
    expect(launch(config, { "src/a.py": '"""A."""\nprint(nothing)\n' })).toMatchObject({
      code: 0,
      findings: [{ rule: "undefined-variable", severity: "error" }],
    });
  });

  it("counts columns in characters, whatever comes before them in the line", () => {
    const text = 'X = ("é€🐳", missing)\n# -*- \u202e\nY = missing\n';
    const { findings } = launch("[MAIN]\ndisable=all\nenable=E\n", { "src/a.py": text });
    const places = findings.map(({ rule, line, column, endColumn }) => `${line}:${column}-${endColumn} ${rule}`).sort();
    expect(places).toEqual(["1:13-20 undefined-variable", "2:1-8 bidirectional-unicode", "3:5-12 undefined-variable"]);
  });
});
