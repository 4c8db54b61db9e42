import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";
import { quoted, runnerKit } from "./runnerKit.ts";

const repository = resolve(import.meta.dirname, "../../..");
const template = (name: string) => readFileSync(join(repository, ".docker/runner", name), "utf8");
const TOKEN = "glrt-Secret";
const named = (text: string, name: string) =>
  text.replace(/^\[\[runners\]\]$/m, `[[runners]]\n  name = "${name}"\n  token = "${TOKEN}"`);
const SOCKET = named(template("config.template.toml"), "drydock-socket");
const DIND = named(template("config.dind.template.toml"), "drydock-dind");
/** The configurations that the kit gives, as registered, and the token in them. */
export const CONFIGS = { socket: SOCKET, dind: DIND, token: TOKEN };
export const ENGINE = JSON.parse(readFileSync(join(repository, "dagger.json"), "utf8")).engineVersion;
export const NO_DAEMON = "echo; echo 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock.' >&2; exit 1";

const SPACE = "Filesystem 1024-blocks Used Available Capacity Mounted\\n/dev/a 100000000 %s %s %s /";

/** A machine on which all is well but for what is named. */
export interface Machine {
  readonly config?: string;
  readonly mode?: string;
  readonly ci?: string;
  readonly state?: string;
  /** Lines of `name=state`. */
  readonly engines?: string;
  readonly log?: string;
  readonly df?: readonly [used: number, free: number, percent: string, inodes: string];
  readonly answers?: Readonly<Record<string, string>>;
  readonly env?: NodeJS.ProcessEnv;
}

/** What doctor says on that machine, whose docker is a stand-in. */
export async function doctor(checks: readonly string[], machine: Machine = {}) {
  const kit = runnerKit();
  const socket = join(kit.root, "docker.sock");
  const server = createServer();
  await new Promise<void>((settle) => server.listen(socket, settle));
  onTestFinished(() => void server.close());
  const {
    config = SOCKET,
    mode = "600",
    ci = "lint:\n  tags: [dockerd]\n",
    log = "",
    df = [1, 50_000_000, "1%", "1%"],
  } = machine;
  writeFileSync(join(kit.root, "config.toml"), config);
  writeFileSync(join(kit.root, "log"), log);
  writeFileSync(join(kit.folder, "../../.gitlab-ci.yml"), ci);
  const [used, free, percent, inodes] = df;
  kit.program(
    "df",
    `case "$1" in *i) printf '${SPACE}' 1 1 ${inodes} ;; *) printf '${SPACE}' ${used} ${free} ${percent} ;; esac`,
  );
  const well = {
    "exec gitlab-runner cat": `cat ${quoted(join(kit.root, "config.toml"))}`,
    "exec gitlab-runner stat": `echo ${mode}`,
    "container inspect --format {{.State.StartedAt}}": "echo 2026-01-02T03:04:05.678901234Z",
    "container inspect --format": `echo ${quoted(machine.state ?? "running healthy")}`,
    "container ls": `printf '%s\\n' ${quoted(machine.engines ?? `dagger-engine-${ENGINE}=running`)}`,
    logs: `cat ${quoted(join(kit.root, "log"))} >&2`,
    info: `echo ${quoted(kit.root)}`,
  };
  // Those of the test are looked at first, and win.
  kit.docker({ ...machine.answers, ...well, ...machine.answers });
  const result = await kit.run("doctor.sh", checks, { env: { DOCKER_SOCKET: socket, ...machine.env } });
  return { ...result, lines: result.stdout.trim().split("\n"), kit };
}
