import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Kind } from "../kind.ts";
import { difference, photograph, photographOf } from "../photograph.ts";
import { CLEAN } from "../sample.ts";
import { withoutSentence } from "../verdict.ts";
import { within } from "../world.ts";

const LONG_AGO = new Date("2020-01-01T00:00:00Z");

/** The cache folder is one that the user had for other things, or came to use for them. */
export const foreignFiles: Kind = {
  name: "foreign-files",
  title: "a cache folder that holds files of the user's, old ones, in runs, cache prune and cache clear",
  trial: async (world, random) => {
    const roomy = world.ground(CLEAN);
    const isNew = random.oneIn(2);
    const ground = within({ ...roomy, cache: isNew ? join(roomy.folder, "home") : roomy.cache });
    mkdirSync(ground.cache, { recursive: true });
    const outside = join(ground.folder, "outside");
    const foreign = FOREIGN.filter(() => random.oneIn(2));
    for (const path of [...foreign.map((one) => join(ground.cache, one)), join(outside, "thesis.tex")]) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, "mine\n");
    }
    const links = ["projects", "results", "environments"].filter(() => random.oneIn(3)).map((one) => join(one, "lent"));
    for (const link of links) {
      mkdirSync(dirname(join(ground.cache, link)), { recursive: true });
      symlinkSync(outside, join(ground.cache, link));
    }
    for (const path of foreign) makeOld(ground.cache, path);
    makeOld(outside, "thesis.tex");
    const mine = [...foreign, ...links];
    const before = photographOf(ground.cache, mine);
    const beyond = photograph(outside);
    const calls = [["--version"], ["cache", "prune", "--days", "1"], ["cache", "clear"], ["ruff"]];
    for (let turn = random.between(1, 3); turn > 0; turn -= 1) {
      const args = random.pick(isNew ? calls.slice(0, 3) : calls);
      // So that the run prunes too.
      rmSync(join(ground.cache, "pruned"), { force: true });
      const { code, signal, stderr, stdout } = await ground.run(args);
      const damage = difference(before, photographOf(ground.cache, mine)) ?? difference(beyond, photograph(outside));
      if (damage !== undefined) return `${args.join(" ")} in a folder of the user's: ${damage}`;
      if (code === null) return `${args.join(" ")} ended with ${signal}`;
      const wordless = code === 2 ? withoutSentence(`${stderr}\n${stdout}`) : undefined;
      if (wordless !== undefined) return `${args.join(" ")}: ${wordless}`;
    }
    return undefined;
  },
};

const FOREIGN = [
  "thesis.tex",
  "photos/holiday.jpg",
  "projects/novel/chapter.txt",
  "projects/notes.txt",
  "environments/work/pyvenv.cfg",
  "environments/black-forest/map.txt",
  "results/exam.csv",
  "tmp/draft.txt",
  "last/will.txt",
];

function makeOld(folder: string, path: string): void {
  for (let name = path; name !== "."; name = dirname(name)) utimesSync(join(folder, name), LONG_AGO, LONG_AGO);
}
