import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { causeOf, DrydockError } from "../../src/errors.ts";
import { lockedVersion } from "../../src/flow/lock.ts";
import type { Settings } from "../../src/model.ts";
import { printable } from "../../src/report/safeText.ts";
import { CONFIG, openProject, type Project, SETTINGS_FILE } from "../engine/project.ts";
import { lockFiles } from "../files/configFiles.ts";
import { codeOf } from "../files/failures.ts";
import { isWithin } from "../files/paths.ts";
import { askGit, hooksFolder } from "../init/askGit.ts";
import { configOffers, gitlabInclude, HOOK, type Offer, preCommitEntry, settingsOffer } from "../init/offers.ts";
import { PRE_COMMIT } from "../init/preCommit.ts";
import { differing, type Survey, survey } from "../init/survey.ts";
import { shipped } from "../shipped.ts";
import type { CliContext, CliRequest } from "./options.ts";
import { runChecks } from "./runChecks.ts";

type Request = Extract<CliRequest, { verb: "init" }>;

/** What to write, and what only to print: texts of whole lines. */
interface Proposal {
  readonly offers: readonly Offer[];
  readonly words: readonly string[];
}

/** Looks at the repository, writes the settings that differ from the defaults, and ends with the first verdict. */
export async function init({ wishes, options }: Request, world: CliContext): Promise<number> {
  const { cwd, env, signal, stdout } = world;
  const { config: named, ...others } = options;
  const isNew = named !== undefined && !existsSync(resolve(cwd, named));
  const project = await openProject({ ...(isNew ? others : options), cwd, env, signal });
  const folder = isNew ? resolve(cwd, named) : (project.config ?? join(project.root, CONFIG));
  if (named === undefined) requireInside(folder, project.root);
  const ask = askGit(project.root, env, signal);
  const found = await survey(project, ask);
  stdout.write(`${foundLines(project, found)}\n`);
  const parts: Proposal[] = [settingsPart(project, folder, found)];
  if (wishes.configFiles) parts.push(configPart(project, folder, differing(found).python ?? project.settings.python));
  if (wishes.gitlab) parts.push(gitlabPart(project.root));
  if (wishes.hook) parts.push(hookPart(project.root, await hooksFolder(project.root, ask)));
  const shown = (path: string) => (isWithin(path, project.root) ? relative(project.root, path) : path);
  for (const { offers, words } of parts) {
    for (const offer of offers) {
      if (!options.dryRun) write(offer);
      const what = options.dryRun ? "Would write" : "Wrote";
      stdout.write(`${what} ${printable(shown(offer.path))}\n${options.dryRun ? indented(offer.text) : ""}`);
    }
    for (const text of words) stdout.write(`${text}\n`);
  }
  if (options.dryRun) return 0;
  stdout.write("\n");
  return runChecks("all", isNew && !existsSync(folder) ? { ...others } : options, world);
}

/** Throws `misuse` if the folder of the settings, which the user did not name, is outside of the repository. */
function requireInside(folder: string, root: string): void {
  if (isWithin(existsSync(folder) ? realpathSync(folder) : folder, root)) return;
  const message = `The config folder ${folder} is outside of the repository ${root}.`;
  throw new DrydockError("misuse", message, "Name one with --config.");
}

function foundLines(project: Project, found: Survey): string {
  const tools = [...new Set(["pylint", "black", "mypy", "ruff"])].map((name) => {
    const config = project.configs[name];
    if (config === undefined || config.how === "none") return `${name}: none`;
    return `${name}: ${config.how === "given" ? join(project.configName, config.name) : config.path}`;
  });
  const { python, tests, packages, preCommit, forge } = found;
  const targets = project.targets.map(({ path }) => (path === "." ? "the whole repository" : path));
  const versions = [...(preCommit?.versions ?? [])].map(([tool, version]) => `${tool} ${version}`);
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["root", project.root],
    [
      "checked",
      [...targets, ...(project.settings.source ?? [])].filter((one, at, all) => all.indexOf(one) === at).join(", "),
    ],
    ["python", python === undefined ? undefined : `${python.version}: ${python.why}`],
    ["configs", tools.join(", ")],
    [
      "tests",
      tests.length === 0
        ? undefined
        : `${tests.join(", ")}: "drydock test" runs them, and run-all if "checks" names test`,
    ],
    ["packages", packages.length === 0 ? undefined : packages.join(", ")],
    ["pre-commit", preCommit === undefined ? undefined : versions.join(", ") || "none of Drydock's tools"],
    ["kept on", forge === undefined ? undefined : `${forge.name}: ${forge.why}`],
  ];
  const lines = rows.flatMap(([label, words]) =>
    words === undefined ? [] : [`${label.padEnd(10)}  ${printable(words)}\n`],
  );
  return [
    ...lines,
    ...[...found.problems, ...otherVersions(project, found)].map((words) => `! ${printable(words)}\n`),
  ].join("");
}

/** The tools that pre-commit runs in another version than Drydock, and what to do about it. */
function otherVersions({ config }: Project, { preCommit }: Survey): readonly string[] {
  const locks = lockFiles(config, shipped());
  return [...(preCommit?.versions ?? [])].flatMap(([tool, version]) => {
    const ours = lockedVersion(locks.lock(tool));
    if (ours === version) return [];
    return [
      `${PRE_COMMIT} has ${tool} ${version}, Drydock ${ours}. To check with yours: drydock lock ${tool} --with ${tool}==${version}`,
    ];
  });
}

function settingsPart(project: Project, folder: string, found: Survey): Proposal {
  const wanted = differing(found);
  const file = join(folder, SETTINGS_FILE);
  if (!existsSync(file)) {
    const offers = settingsOffer(folder, wanted);
    const words = offers.length > 0 ? [] : ["Drydock's defaults fit this repository: no settings are needed."];
    return { offers, words };
  }
  const name = join(project.configName, SETTINGS_FILE);
  const said = JSON.parse(readFileSync(file, "utf8").replace(/^\ufeff/, "")) as Partial<Settings>;
  const missing = Object.entries(wanted).filter(([key]) => !Object.hasOwn(said, key));
  const more = missing.map(([key, value]) => `"${key}": ${JSON.stringify(value)}`).join(", ");
  const advice = more === "" ? "" : ` It does not say ${more}, which this repository seems to need.`;
  return { offers: [], words: [printable(`${name} already exists, and stays as it is.${advice}`)] };
}

function configPart(project: Project, folder: string, python: string): Proposal {
  const offers = configOffers(folder, project.configs, python, join(shipped(), "..", ".config"));
  const free = offers.filter(({ path }) => !existsSync(path));
  const own = ["pylint", "black", "mypy", "ruff"].filter((tool) => project.configs[tool]?.how !== "none");
  const words = own.length === 0 ? [] : [`No config file is written for ${own.join(", ")}: each has its own.`];
  return { offers: free, words };
}

function gitlabPart(root: string): Proposal {
  const include = gitlabInclude(version());
  const path = join(root, ".gitlab-ci.yml");
  const place =
    "Put the path of Drydock's project on your GitLab in place of platform/drydock. " +
    "A GitLab older than 18.7 needs the component quality instead, with the inputs project and version.";
  if (!existsSync(path)) return { offers: [{ path, text: include }], words: [place] };
  return { offers: [], words: [`Add this to .gitlab-ci.yml:\n${indented(include)}${place}`] };
}

function hookPart(root: string, hooks: Awaited<ReturnType<typeof hooksFolder>>): Proposal {
  if (existsSync(join(root, PRE_COMMIT))) {
    const place = "Put the address of Drydock's project in place of gitlab.example.com/platform/drydock.";
    return {
      offers: [],
      words: [`Add this to "repos" in ${PRE_COMMIT}:\n${indented(preCommitEntry(version()))}${place}`],
    };
  }
  if (hooks === undefined) {
    throw new DrydockError("misuse", "There is no git checkout here for a hook.", 'Run "git init" first.');
  }
  const path = join(hooks.folder, "pre-push");
  if (!hooks.shared && !existsSync(path)) return { offers: [{ path, text: HOOK, executable: true }], words: [] };
  const why = hooks.shared
    ? `core.hooksPath names ${hooks.folder}, which is not this checkout's`
    : `${path} already exists`;
  return { offers: [], words: [`${printable(why)}. To have the hook, add this to it:\n${indented(HOOK)}`.trimEnd()] };
}

function write({ path, text, executable }: Offer): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    // Never overwrites a file, nor writes through a link.
    writeFileSync(path, text, { flag: "wx" });
    if (executable) chmodSync(path, 0o755);
  } catch (error) {
    const why = codeOf(error) === "EEXIST" ? "it already exists" : causeOf(error);
    throw new DrydockError("broken", `${path} could not be written: ${why}.`, "Nothing was overwritten.", error);
  }
}

function version(): string {
  return (JSON.parse(readFileSync(join(shipped(), "..", "package.json"), "utf8")) as { version: string }).version;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}
