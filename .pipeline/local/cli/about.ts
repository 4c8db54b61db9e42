import { basename } from "node:path";
import { checkSpec, toolSpec } from "../../src/checks/catalog.ts";
import { lockedVersion } from "../../src/flow/lock.ts";
import { planCheck } from "../../src/flow/plan.ts";
import type { Run } from "../../src/model.ts";
import type { About } from "../../src/report/context.ts";
import { safeUrl } from "../../src/report/safeText.ts";
import type { Project } from "../engine/project.ts";
import { lockFiles } from "../files/configFiles.ts";
import { askGit } from "../init/askGit.ts";
import { ownVersion, shipped } from "../shipped.ts";
import type { CliContext } from "./options.ts";

type Source = Pick<About, "project" | "branch" | "commit" | "pipeline" | "mergeRequest">;
type Env = CliContext["env"];

/** What a run was about: as the CI says, else as git says; with the pinned versions of the tools that ran. */
export async function aboutRun(
  run: Run,
  project: Project,
  { env, signal, argv }: Pick<CliContext, "env" | "signal" | "argv">,
  date: Date,
): Promise<About> {
  return {
    ...(gitlabSource(env) ?? githubSource(env) ?? (await gitSource(project.root, env, signal))),
    date: date.toISOString(),
    version: ownVersion(),
    tools: versionsOf(run, project),
    ...(argv === undefined ? {} : { command: ["drydock", ...argv.map(quoted)].join(" ") }),
  };
}

function gitlabSource(env: Env): Source | undefined {
  const { CI_PROJECT_PATH: name, CI_PROJECT_URL: home, CI_COMMIT_SHA: sha, CI_PIPELINE_ID: pipeline } = env;
  if (!env.GITLAB_CI || !name) return undefined;
  const branch = env.CI_MERGE_REQUEST_SOURCE_BRANCH_NAME || env.CI_COMMIT_REF_NAME;
  const branchHome = env.CI_MERGE_REQUEST_SOURCE_PROJECT_URL || home;
  const request = env.CI_MERGE_REQUEST_IID;
  return {
    project: named(name, home),
    ...(branch ? { branch: named(branch, branchHome && `${branchHome}/-/tree/${pathOf(branch)}`) } : {}),
    ...(sha ? { commit: named(sha, home && `${home}/-/commit/${sha}`) } : {}),
    ...(pipeline ? { pipeline: named(`#${pipeline}`, env.CI_PIPELINE_URL) } : {}),
    ...(request
      ? {
          mergeRequest: named(`!${request}`, `${env.CI_MERGE_REQUEST_PROJECT_URL || home}/-/merge_requests/${request}`),
        }
      : {}),
  };
}

function githubSource(env: Env): Source | undefined {
  const { GITHUB_REPOSITORY: name, GITHUB_SERVER_URL: server, GITHUB_SHA: sha, GITHUB_RUN_ID: run } = env;
  if (!env.GITHUB_ACTIONS || !name) return undefined;
  const home = server && `${server}/${name}`;
  const branch = env.GITHUB_HEAD_REF || env.GITHUB_REF_NAME;
  const request = /^refs\/pull\/(\d+)\//.exec(env.GITHUB_REF ?? "")?.[1];
  // The branch of a pull request may be another repository's.
  const branchUrl = home && request === undefined && branch ? `${home}/tree/${pathOf(branch)}` : undefined;
  return {
    project: named(name, home),
    ...(branch ? { branch: named(branch, branchUrl) } : {}),
    ...(sha ? { commit: named(sha, home && `${home}/commit/${sha}`) } : {}),
    ...(run ? { pipeline: named(`#${env.GITHUB_RUN_NUMBER || run}`, home && `${home}/actions/runs/${run}`) } : {}),
    ...(request ? { mergeRequest: named(`#${request}`, home && `${home}/pull/${request}`) } : {}),
  };
}

/** Of the checkout: the name of its origin or of its folder, the branch, the commit. */
async function gitSource(root: string, env: Env, signal: AbortSignal): Promise<Source> {
  const ask = askGit(root, env, signal);
  const [origin, branch, commit] = await Promise.all([
    ask("config", "--get", "remote.origin.url"),
    ask("symbolic-ref", "--quiet", "--short", "HEAD"),
    ask("rev-parse", "--verify", "--quiet", "HEAD"),
  ]);
  return {
    project: originOf(origin) ?? { name: basename(root) },
    ...(branch ? { branch: { name: branch } } : {}),
    ...(commit ? { commit: { name: commit } } : {}),
  };
}

/** `group/app` of a remote's address, which is told only if it is one of the web, and never with what signs in. */
function originOf(origin: string | undefined): About["project"] | undefined {
  const web = /^https?:\/\/(?:[^/@]*@)?([^/@?#]+)\/([^?#]+?)(?:\.git)?\/?$/.exec(origin ?? "");
  const name =
    web?.[2] ?? /^(?:ssh:\/\/)?[\w.-]+@[\w.-]+(?::\d+\/|[:/])([^?#]+?)(?:\.git)?\/?$/.exec(origin ?? "")?.[1];
  if (name === undefined) return undefined;
  return named(name, web === null ? undefined : `https://${web[1]}/${web[2]}`);
}

function named(name: string, url: string | undefined): About["project"] {
  const safe = safeUrl(url);
  return safe === undefined ? { name } : { name, url: safe };
}

function pathOf(branch: string): string {
  return branch.split("/").map(encodeURIComponent).join("/");
}

/** The version that each tool's lock pins, of the tools of checks that ran. A program of the user's is not pinned. */
function versionsOf({ results }: Run, project: Project): About["tools"] {
  const input = { ...project, application: project.requirements !== undefined, olderPython: false };
  const ran = results.filter(({ verdict }) => verdict !== "skipped").map(({ check }) => checkSpec(check));
  const tools = new Set(ran.flatMap((spec) => planCheck(spec, input).steps.map(({ tool }) => tool)));
  const locks = lockFiles(project.config, shipped());
  return Object.fromEntries(
    [...tools].flatMap((tool) => {
      const version = toolSpec(tool).source.kind === "lock" ? pinned(tool, locks) : undefined;
      return version === undefined ? [] : [[tool, version]];
    }),
  );
}

function pinned(tool: string, locks: ReturnType<typeof lockFiles>): string | undefined {
  try {
    return lockedVersion(locks.lock(tool)) || undefined;
  } catch {
    // The check that needs this lock is broken, and says why.
    return undefined;
  }
}

export function quoted(word: string): string {
  return /^[\w@%+=:,./{}-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
