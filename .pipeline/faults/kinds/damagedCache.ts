import { readdirSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Kind } from "../kind.ts";
import type { Random } from "../random.ts";
import { CLEAN, FOUND, VERBS } from "../sample.ts";
import { wrongEnd } from "../verdict.ts";

/**
 * Files of the cache are damaged between two runs: results, copies of the source, indexes, memos. The environments are
 * not: Drydock goes by their sizes. Of the tools' own caches files may be missing, but nothing can know of a changed bit.
 */
export const damagedCache: Kind = {
  name: "damaged-cache",
  title: "files of the cache cut off, changed or removed between two runs",
  trial: async (world, random) => {
    const ground = world.ground(random.pick([CLEAN, FOUND]));
    const args = [random.pick(["run-all", ...VERBS])];
    const right = await world.oracle(ground.repo, args);
    await ground.run([...args, "--json"]);
    const files = readdirSync(ground.cache, { recursive: true, encoding: "utf8" }).filter((path) => {
      return !/^(?:environments|uv)(?:\/|$)/.test(path) && statSync(join(ground.cache, path)).isFile();
    });
    const victims = random.oneIn(3) ? files : Array.from({ length: random.between(1, 8) }, () => random.pick(files));
    const done = new Set(victims.map((path) => `${damage(join(ground.cache, path), random)} ${path}`));
    const story = `after ${done.size > 8 ? `damage to ${done.size} files` : [...done].join(", ")}`;
    // A result that is lost costs a run of the tool; asking for one makes sure that the copy is used.
    const again = random.oneIn(2) ? [...args, "--no-cache"] : args;
    const wrong = wrongEnd(await ground.run([...again, "--json"]), right, true);
    if (wrong !== undefined) return `${again.join(" ")} ${story}: ${wrong}`;
    const later = wrongEnd(await ground.run([...args, "--json"]), right, true);
    return later === undefined ? undefined : `the second ${args} ${story}: ${later}`;
  },
};

function damage(path: string, random: Random): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return "removed";
  const how = random.pick(
    path.includes("/caches/") ? (["removed"] as const) : (["cut", "flipped", "removed"] as const),
  );
  if (how === "removed") rmSync(path);
  if (how === "cut") truncateSync(path, random.between(0, stat.size));
  if (how === "flipped" && stat.size > 0) {
    const bytes = readFileSync(path);
    const at = random.between(0, bytes.length - 1);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.between(0, 7));
    writeFileSync(path, bytes);
  }
  // A disk that goes bad sets no time.
  if (how !== "removed" && random.oneIn(2)) utimesSync(path, stat.atimeMs / 1000, stat.mtimeMs / 1000);
  return how;
}
