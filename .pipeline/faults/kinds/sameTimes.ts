import { readFileSync, renameSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Kind } from "../kind.ts";
import { CLEAN } from "../sample.ts";
import { wrongEnd } from "../verdict.ts";

/** Same size, another meaning: file, what stands there, what comes in its place, and a verb that tells them apart. */
const SWAPS = [
  ["src/shop/prices.py", "-> float", "-> bytes", "mypy"],
  ["src/shop/prices.py", "def total(", "def totel(", "mypy"],
  ["src/shop/prices.py", "def total(", "def totel(", "lint"],
  ["src/shop/basket.py", "-> float", "-> bytes", "mypy"],
  ["src/shop/basket.py", "(self.prices)", "(self.prizes)", "lint"],
  ["src/shop/basket.py", "return total", "return totel", "ruff"],
  ["src/tests/test_shop.py", "[1.0, 2.0]", "[1.0 ,2.0]", "format-check"],
  ["src/tests/test_shop.py", "[1.0, 2.0]", "[1.0, 3.0]", "test"],
  ["src/tests/data.txt", "3.0", "4.0", "test"],
  [".config/mypy.ini", "strict = True ", "strict = False", "mypy"],
  [".config/black.toml", "= 99", "= 30", "format-check"],
  [".config/.pylintrc", "missing-docstring,", "", "lint"],
] as const;

/** Files change between two runs, and keep their size and their times. */
export const sameTimes: Kind = {
  name: "same-times",
  title: "inputs changed between two runs, with the same size and mtime",
  trial: async (world, random) => {
    const ground = world.ground(CLEAN);
    const [path, from, to, verb] = random.pick(SWAPS);
    const args = [random.oneIn(6) ? "run-all" : verb];
    const file = join(ground.repo, path);
    const texts = [readFileSync(file, "utf8")];
    const changed = texts[0]?.replace(from, to) ?? "";
    texts.push(changed.padEnd(texts[0]?.length ?? 0, "\n"));
    const { atime, mtime } = statSync(file);
    const turns = random.between(2, 3);
    for (let turn = 0; turn < turns; turn += 1) {
      const inPlace = random.oneIn(2);
      const place = inPlace ? file : join(ground.tmp, "saved");
      writeFileSync(place, texts[turn % 2] ?? "");
      utimesSync(place, atime, mtime);
      if (!inPlace) renameSync(place, file);
      const wrong = wrongEnd(await ground.run([...args, "--json"]), await world.oracle(ground.repo, args), false);
      if (wrong !== undefined)
        return `${args} after ${path} had ${JSON.stringify([from, to][turn % 2])} put in: ${wrong}`;
    }
    return undefined;
  },
};
