import { linkSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Kind } from "../kind.ts";
import { difference, photograph } from "../photograph.ts";
import { CLEAN, FOUND, uglyModule } from "../sample.ts";
import { withoutSentence } from "../verdict.ts";

/** Links that a repository may bring along lead out of it. What lies there is not the repository's, nor Drydock's. */
export const reportLinks: Kind = {
  name: "links",
  title: "links that lead out of the repository, where GitLab's reports go and where a fix writes",
  trial: async (world, random) => {
    const ground = world.ground(random.pick([CLEAN, FOUND]));
    const outside = join(ground.folder, "outside");
    mkdirSync(outside);
    const reports = join(ground.repo, ".reports");
    const env = { GITLAB_CI: "true" };
    await ground.run(["run-all"], { env });
    const names = readdirSync(reports);
    for (const name of [...names, "victim.py"]) writeFileSync(join(outside, name), uglyModule(1));
    const how = random.pick(["folder", "file", "missing file", "second name", "source"] as const);
    const target = (name: string) => (random.oneIn(2) ? join(outside, name) : join("../../outside", name));
    rmSync(reports, { recursive: true });
    if (how === "folder") symlinkSync(random.oneIn(2) ? outside : "../outside", reports);
    else mkdirSync(reports);
    if (how === "file") for (const name of names) symlinkSync(target(name), join(reports, name));
    if (how === "missing file") for (const name of names) symlinkSync(target(`new-${name}`), join(reports, name));
    if (how === "second name") for (const name of names) linkSync(join(outside, name), join(reports, name));
    if (how === "source") symlinkSync(target("victim.py"), join(ground.repo, "src/victim.py"));
    if (how === "source" && random.oneIn(2)) symlinkSync(outside, join(ground.repo, "src/lent"));
    const before = photograph(outside);
    const call = how === "source" ? ["fix"] : ["run-all"];
    const { code, signal, stdout, stderr } = await ground.run(call, { env });
    const damage = differenceBut(how === "second name", before, photograph(outside));
    if (damage !== undefined) return `${call} where a ${how} leads out: ${damage}`;
    if (code === null) return `${call} where a ${how} leads out ended with ${signal}`;
    return code === 2 ? withoutSentence(`${stderr}\n${stdout}`) : undefined;
  },
};

/** A report that takes the place of a second name leaves the file outside with one. */
function differenceBut(fewerNames: boolean, before: ReturnType<typeof photograph>, after: typeof before) {
  if (!fewerNames) return difference(before, after);
  const alone = (shots: typeof before) => new Map([...shots].map(([path, shot]) => [path, { ...shot, names: 1 }]));
  return difference(alone(before), alone(after));
}
