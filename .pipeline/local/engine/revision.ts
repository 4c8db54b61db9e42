import { causeOf, DrydockError } from "../../src/errors.ts";
import { type GitEnv, git } from "../files/git.ts";

/** A commit with its name for people: `main (1a2b3c4d)`. */
export interface Revision {
  readonly commit: string;
  readonly name: string;
}

type Ask = (...words: readonly string[]) => Promise<string | undefined>;

const AUTO = "auto";
const FETCH =
  "If the clone is shallow, fetch more: GIT_DEPTH: 0 in GitLab, fetch-depth: 0 of actions/checkout, git fetch --unshallow elsewhere.";

/**
 * The commit that `--since` names. `auto` is where this branch left its target: the base of the merge request in GitLab and
 * GitHub, otherwise the merge base with the default branch. Throws `misuse`.
 */
export async function findRevision(
  words: string,
  { root, listedBy }: { readonly root: string; readonly listedBy: "git" | "gitignore" },
  env: GitEnv,
  signal: AbortSignal,
): Promise<Revision> {
  if (listedBy !== "git") {
    const hint = "Compare with an earlier report (--compare report.json) or a baseline (drydock baseline) instead.";
    throw new DrydockError("misuse", `--since needs a git checkout, and git cannot read ${root} as one.`, hint);
  }
  const ask: Ask = async (...args) => {
    try {
      return (await git(root, args, env, signal)).toString().trim();
    } catch {
      signal.throwIfAborted();
      return undefined;
    }
  };
  return words === AUTO ? automatic(ask, env) : named(words, ask);
}

async function commitOf(words: string, ask: Ask): Promise<string | undefined> {
  // Git would take it for an option.
  if (words === "" || words.startsWith("-")) return undefined;
  const commit = await ask("rev-parse", "--verify", "--quiet", `${words}^{commit}`);
  return commit !== undefined && /^[0-9a-f]{40,64}$/.test(commit) ? commit : undefined;
}

function called(words: string, commit: string): Revision {
  const short = commit.slice(0, 8);
  return { commit, name: commit.startsWith(words) ? short : `${words} (${short})` };
}

async function named(words: string, ask: Ask): Promise<Revision> {
  const commit = await commitOf(words, ask);
  if (commit !== undefined) return called(words, commit);
  const tried = await commitOf(`origin/${words}`, ask);
  const hint =
    tried === undefined
      ? `Name a branch, a tag or a commit of this checkout. ${FETCH}`
      : `Did you mean origin/${words}?`;
  throw new DrydockError("misuse", `There is no revision "${words}" in this checkout.`, hint);
}

async function automatic(ask: Ask, env: GitEnv): Promise<Revision> {
  const base = env.CI_MERGE_REQUEST_DIFF_BASE_SHA;
  if (base) {
    const commit = await commitOf(base, ask);
    if (commit !== undefined) return called(env.CI_MERGE_REQUEST_TARGET_BRANCH_NAME || base, commit);
    throw new DrydockError("misuse", `The merge request's base ${base.slice(0, 8)} is not in this clone.`, FETCH);
  }
  const candidates = env.GITHUB_BASE_REF
    ? [`origin/${env.GITHUB_BASE_REF}`, env.GITHUB_BASE_REF]
    : await defaultBranches(ask, env);
  for (const branch of candidates) {
    const tip = await commitOf(branch, ask);
    if (tip === undefined) continue;
    const commit = await ask("merge-base", "HEAD", tip);
    if (commit) return called(branch, commit);
    throw new DrydockError("misuse", `HEAD and ${branch} have no commit in common in this clone.`, FETCH);
  }
  const tried = [...new Set(candidates)].join(", ");
  throw new DrydockError(
    "misuse",
    `--since auto found no branch to compare with: there is no ${tried}.`,
    `Name a revision: --since origin/main. ${FETCH}`,
  );
}

async function defaultBranches(ask: Ask, env: GitEnv): Promise<readonly string[]> {
  const head = await ask("symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD");
  const own = env.CI_DEFAULT_BRANCH ? [`origin/${env.CI_DEFAULT_BRANCH}`, env.CI_DEFAULT_BRANCH] : [];
  return [...own, ...(head ? [head] : []), "origin/main", "origin/master", "main", "master"];
}

/** For what git says when a commit cannot be read. */
export function unreadableRevision({ name }: Revision, error: unknown): DrydockError {
  const hint = `Run git fsck. ${FETCH}`;
  return new DrydockError("broken", `The files of ${name} could not be read: ${causeOf(error)}.`, hint, error);
}
