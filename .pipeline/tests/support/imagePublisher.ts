import { spawn } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { put, ROOT, temporary } from "./cli.ts";
import { callsIn, found, outcome, recordingCall, type ShellResult, standIn } from "./daggerShell.ts";

/** What the script may call beside docker. */
const PROGRAMS = ["cat", "dirname", "mktemp", "rm", "sed", "sh", "tee", "tr", "env", "sleep", "touch", "mkdir"];

export const DIGEST = `sha256:${"0f".repeat(32)}`;
export const COMMIT = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d";
export const PASSWORD = "correct 'horse\" $HOME `id` é";

/** A job of the default branch, as GitLab starts it. */
export const JOB = {
  CI_REGISTRY: "registry.example:5050",
  CI_REGISTRY_IMAGE: "registry.example:5050/team/app",
  CI_REGISTRY_USER: "gitlab-ci-token",
  CI_REGISTRY_PASSWORD: PASSWORD,
  CI_JOB_TOKEN: PASSWORD,
  CI_REPOSITORY_URL: `https://gitlab-ci-token:${PASSWORD}@gitlab.example/team/app.git`,
  CI_COMMIT_SHA: COMMIT,
  CI_COMMIT_REF_SLUG: "main",
  CI_COMMIT_BRANCH: "main",
  CI_DEFAULT_BRANCH: "main",
} as const;

type Variables = Readonly<Record<string, string | undefined>>;

interface Published extends ShellResult {
  /** What docker was given on its standard input, in `docker login`. */
  readonly stdin: string | undefined;
  /** Its config.json as it was when docker was first called. */
  readonly config: string | undefined;
  /** The environments of all calls, one text. */
  readonly environments: string;
  /** What is left of the script's own folder. */
  readonly left: readonly string[];
}

/** The script in a checkout whose path has a space, with a docker that records and answers as Docker does. */
export function imagePublisher() {
  const root = realpathSync(temporary());
  const [checkout, bin, records, scratch] = ["my app", "bin", "records", "scratch"].map((name) => join(root, name)) as [
    string,
    string,
    string,
    string,
  ];
  put(checkout, ".docker/publish.sh", "");
  cpSync(join(ROOT, ".docker/publish.sh"), join(checkout, ".docker/publish.sh"));
  for (const folder of [bin, records, scratch]) put(folder, ".keep", "");
  for (const name of PROGRAMS) symlinkSync(found(name), join(bin, name));
  const program = (name: string, body: string) => standIn(bin, name, body);
  const docker = (body = "") =>
    program(
      "docker",
      `${recordingCall("docker", `${records}/calls`)}
env >> '${records}/environments'
if [ ! -e '${records}/config' ] && [ -f "$DOCKER_CONFIG/config.json" ]; then cat "$DOCKER_CONFIG/config.json" > '${records}/config'; fi
${body}
case $1 in
  login) cat > '${records}/stdin' ;;
  build) echo "a step of the build" ;;
  push) echo "\${2##*:}: digest: ${DIGEST} size: 1151" ;;
esac`,
    );
  docker();
  return {
    checkout,
    root,
    scratch,
    program,
    docker,
    start: (variables: Variables, args: readonly string[] = []) => {
      const env = { PATH: bin, HOME: root, TMPDIR: scratch, ...JOB, ...variables };
      return spawn(join(checkout, ".docker/publish.sh"), args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    },
    result: async (child: ReturnType<typeof spawn>): Promise<Published> => ({
      ...(await outcome(child)),
      calls: callsIn(recorded("calls") ?? ""),
      stdin: recorded("stdin"),
      config: recorded("config"),
      environments: recorded("environments") ?? "",
      left: readdirSync(scratch).filter((name) => name !== ".keep"),
    }),
  };

  function recorded(name: string): string | undefined {
    const path = join(records, name);
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  }
}

/** Runs the script to its end, with the variables of a job of the default branch and these. */
export async function publish(variables: Variables = {}, args: readonly string[] = [], world = imagePublisher()) {
  return world.result(world.start(variables, args));
}
