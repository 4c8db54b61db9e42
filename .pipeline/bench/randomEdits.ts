import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import type { Random } from "../faults/random.ts";
import type { Corpus } from "./corpus.ts";

/** Something that users do to a tree; says on what. Undefined where there is nothing to do it to. */
type Edit = () => Promise<string | undefined> | string | undefined;

const CONFIG = ".pylintrc";
/** Configs that change which messages there are, and what the score is made of. */
const CONFIGS = [
  "[MAIN]\nfail-under=10\n[MESSAGES CONTROL]\ndisable=E,F\n",
  "[FORMAT]\nmax-line-length=60\n",
  "[MESSAGES CONTROL]\ndisable=duplicate-code\n[MAIN]\nignore-patterns=test_.*\n",
  "[MAIN]\nfail-under=10\n[MESSAGES CONTROL]\ndisable=E,F\n[REPORTS]\nevaluation=10 - warning - refactor / 10 - convention / 100\n",
];

/** What importers see of this function changes with the number of its arguments. */
const probe = (args: number, count: number) => {
  const names = ["one", "two", "three"].slice(0, args);
  return `\n\ndef probe(${names.join(", ")}):  # probe ${count}\n    return (${[...names, "1"].join(", ")})\n`;
};
const PROBE = /\n\ndef probe\(.*\): {2}# probe \d+\n {4}return .*\n/;

/** Edits of the targets below a root, each kind once before one comes again. */
export function randomEdits(root: string, { targets, leaf = "", core = "" }: Corpus, random: Random) {
  const config = join(root, CONFIG);
  let count = 0;
  const unresolved: string[] = [];
  const whole = new Map<string, string>();

  const modules = () =>
    targets
      .flatMap((target) =>
        readdirSync(join(root, target), { recursive: true, encoding: "utf8" }).map((path) => join(target, path)),
      )
      .filter((path) => path.endsWith(".py"))
      .sort();
  const read = (path: string) => readFileSync(join(root, path), "latin1");
  const save = (path: string, text: string) => {
    writeFileSync(join(root, path), text, "latin1");
    return path;
  };
  const change = (path: string, to: (text: string) => string) => save(path, to(read(path)));
  const anyOr = (path: string) => (random.oneIn(2) && existsSync(join(root, path)) ? path : random.pick(modules()));
  const beside = (path: string) => join(dirname(path), `new_${count}.py`);

  const kinds: Readonly<Record<string, Edit>> = {
    "code in a leaf": () => change(anyOr(leaf), (text) => `${text}\n\ndef leaf_${count}():\n    return ${count}\n`),
    "code in a core module": () =>
      change(anyOr(core), (text) => {
        const rest = text.replace(PROBE, "");
        return rest !== text && random.oneIn(4) ? rest : rest + probe(random.between(0, 3), count);
      }),
    "comment at the top": () => change(anyOr(core), (text) => `# Note ${count}.\n${text}`),
    "comment at the end": () => change(anyOr(core), (text) => `${text}# Note ${count}.\n`),
    "comment that Pylint obeys": () =>
      change(
        anyOr(core),
        (text) => `# pylint: ${random.pick(["skip-file", "disable=all", "disable=C,unused-import"])}\n${text}`,
      ),
    "new import": () => {
      const from = anyOr(core);
      const use = `\n\nfrom ${dotted(from)} import probe\n\nPROBE_${count} = probe(1, 2)\n`;
      return `${change(random.pick(modules()), (text) => text + use)} imports ${from}`;
    },
    "import of nothing": () => {
      const path = beside(random.pick(modules()));
      unresolved.push(path);
      return `${change(random.pick(modules()), (text) => `${text}\nimport ${dotted(path)}\n\nNEW = ${dotted(path)}.probe()\n`)} imports ${path}`;
    },
    "new file": () => save(unresolved.pop() ?? beside(random.pick(modules())), probe(random.between(0, 3), count)),
    deleted: () => {
      const path = random.pick(modules());
      rmSync(join(root, path));
      return path;
    },
    renamed: () => {
      const path = random.pick(modules());
      renameSync(join(root, path), join(root, beside(path)));
      return `${path} to ${beside(path)}`;
    },
    copied: () => {
      const path = random.pick(modules());
      copyFileSync(join(root, path), join(root, beside(path)));
      return `${path} to ${beside(path)}`;
    },
    swapped: () => {
      const [one, two] = [random.pick(modules()), random.pick(modules())];
      const text = read(one);
      if (text === read(two)) return undefined;
      save(one, read(two));
      return `${one} and ${save(two, text)}`;
    },
    "stub beside a module": () => save(anyOr(core).replace(/\.py$/, ".pyi"), `def probe(one): ...  # ${count}\n`),
    "syntax error": () => {
      const path = anyOr(core);
      whole.set(path, read(path));
      return change(path, (text) => `${text}\ndef (:\n`);
    },
    "syntax error mended": () => {
      const [last] = [...whole].reverse();
      if (last === undefined) return undefined;
      whole.delete(last[0]);
      return existsSync(join(root, last[0])) ? save(...last) : undefined;
    },
    config: () => {
      const now = existsSync(config) ? readFileSync(config, "latin1") : "";
      writeFileSync(config, random.pick(CONFIGS.filter((text) => text !== now)));
      return CONFIG;
    },
    "no config": () => {
      if (!existsSync(config)) return undefined;
      rmSync(config);
      return CONFIG;
    },
    "all undone": async () => {
      await execa("git", ["checkout", "--quiet", "--", "."], { cwd: root });
      await execa("git", ["clean", "--quiet", "-d", "--force"], { cwd: root });
      unresolved.length = 0;
      whole.clear();
      return "everything";
    },
  };

  let left: string[] = [];
  /** Makes the next edit, and says which. */
  return async (): Promise<string> => {
    for (;;) {
      if (left.length === 0) left = Object.keys(kinds);
      count += 1;
      const [kind = ""] = left.splice(random.between(0, left.length - 1), 1);
      const what = await kinds[kind]?.();
      if (what !== undefined) return `${kind}: ${what}`;
    }
  };
}

/** The name by which a module is imported; `src` is no package. */
function dotted(path: string): string {
  return path
    .replace(/^src\//, "")
    .replace(/(\/__init__)?\.py$/, "")
    .replaceAll("/", ".");
}
