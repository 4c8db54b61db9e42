import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { beforeAll, expect, it } from "vitest";
import { put, ROOT, temporary } from "../support/cli.ts";
import { installDocker, startDocker } from "../support/dockerDaemon.ts";
import { jobFile } from "../support/jobScript.ts";
import { installRegistry, startRegistry } from "../support/registry.ts";
import { watchSecret } from "../support/secretWatch.ts";
import { makeStandInBase, standInBase } from "../support/standInBase.ts";

const USER = "deploy";
const PASSWORD = "correct-horse'battery$staple";
const COMMITS = ["1a", "2b", "3c", "4d"].map((start) => start.repeat(20));
const JOB = jobFile(readFileSync(join(ROOT, ".gitlab/image.yml"), "utf8"))["publish-application-docker"];
const SOCKET = jobFile(readFileSync(join(ROOT, ".gitlab/quality.yml"), "utf8"))[".socket"];
/** Debian's own, whose BuildKit is in the daemon. */
const DOCKER = "/usr/bin/docker";

beforeAll(async () => {
  await installDocker();
  await installRegistry();
  await makeStandInBase();
}, 1_800_000);

type Variables = Readonly<Record<string, string>>;

it("the job of .gitlab/image.yml builds and pushes over a bound socket, and no secret is to be seen", async () => {
  const daemon = await startDocker();
  const registry = await startRegistry(USER, PASSWORD);
  const base = await standInBase(daemon.host);
  const docker = (...args: readonly string[]) => execa(DOCKER, ["--host", daemon.host, ...args]);
  const checkout = join(temporary(), "app");
  for (const name of [".docker", ".gitlab", "src"]) cpSync(join(ROOT, name), join(checkout, name), { recursive: true });
  const scratch = temporary();
  const logs: string[] = [];

  /** The job in a container with the socket bound, as the runner starts it: the script by stdin, variables from a file. */
  async function job(variables: Variables) {
    const given = {
      ...SOCKET.variables,
      CI_REGISTRY: registry.host,
      CI_REGISTRY_IMAGE: `${registry.host}/team/app`,
      CI_REGISTRY_USER: USER,
      CI_REGISTRY_PASSWORD: PASSWORD,
      CI_JOB_TOKEN: PASSWORD,
      CI_COMMIT_REF_SLUG: "main",
      CI_COMMIT_BRANCH: "main",
      CI_DEFAULT_BRANCH: "main",
      CI_PROJECT_URL: "https://gitlab.example/team/app",
      CI_SERVER_URL: "https://gitlab.example",
      DRYDOCK_BASE: base,
      // The test's daemon has no bridge.
      DRYDOCK_BUILD_NETWORK: "none",
      TMPDIR: "/scratch",
      ...variables,
    };
    const file = join(temporary(), "variables");
    const lines = Object.entries(given).map(([name, value]) => `${name}=${value}`);
    writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
    const volumes = [
      [daemon.host.replace("unix://", ""), SOCKET.variables.DOCKER_HOST.replace("unix://", "")],
      [DOCKER, "/usr/local/bin/docker:ro"],
      [join(checkout, "helper"), "/usr/local/bin/docker-credential-ecr-login:ro"],
      [join(checkout, "git"), "/usr/local/bin/git:ro"],
      [checkout, "/builds/team/app"],
      [scratch, "/scratch"],
    ].flatMap((pair) => ["--volume", pair.join(":")]);
    const words = ["run", "--rm", "--interactive", "--network", "host", "--env-file", file, ...volumes];
    const input = [...JOB.before_script, ...JOB.script].join("\n");
    const started = performance.now();
    const options = { input, reject: false } as const;
    const run = execa(
      DOCKER,
      ["--host", daemon.host, ...words, "--workdir", "/builds/team/app", base, "sh", "-e"],
      options,
    );
    const { result, seen } = await watchSecret(PASSWORD, run);
    logs.push(result.stdout, result.stderr);
    expect({ told: seen.told, carried: seen.carried, left: readdirSync(scratch) }).toEqual({
      told: [],
      carried: [],
      left: [],
    });
    const { exitCode: code, stdout, stderr } = result;
    return { code, stdout, log: stderr, seconds: (performance.now() - started) / 1000, clients: [...seen.clients] };
  }
  const helper = `#!/bin/sh\n[ "$1" = get ] && printf '{"ServerURL":"","Username":"%s","Secret":"%s"}' '${USER}' "$(cat /builds/team/app/word)"\n`;
  writeFileSync(join(checkout, "helper"), helper, { mode: 0o755 });
  put(checkout, "word", PASSWORD);
  // There is no GitLab to ask: the branch stands where the job does. gitlab/newest.test.ts asks a real git.
  const head = `#!/bin/sh\nprintf '%s\\trefs/heads/main\\n' "$CI_COMMIT_SHA"\n`;
  writeFileSync(join(checkout, "git"), head, { mode: 0o755 });
  const forget = async () => {
    const ids = (await docker("images", "--quiet", `${registry.host}/team/app`)).stdout.split("\n");
    await docker("image", "rm", "--force", ...new Set(ids));
  };

  const first = await job({ CI_COMMIT_SHA: COMMITS[0] as string });
  expect(first.code, first.log).toBe(0);
  expect(first.stdout).toMatch(new RegExp(`^${registry.host}/team/app@sha256:[0-9a-f]{64}$`));
  for (const verb of ["build", "push"]) expect(first.clients.join("\n")).toMatch(new RegExp(`docker ${verb} `));
  const digest = first.stdout.split("@")[1];
  for (const tag of ["1a1a1a1a", "main", "latest"]) expect(await registry.digest("team/app", tag)).toBe(digest);

  // Pulled back by its digest, with nothing of it left in the daemon.
  await forget();
  const config = temporary();
  const pulling = { env: { DOCKER_CONFIG: config, DOCKER_HOST: daemon.host } };
  await execa(DOCKER, ["login", "--username", USER, "--password-stdin", registry.host], {
    ...pulling,
    input: PASSWORD,
  });
  await execa(DOCKER, ["pull", first.stdout], pulling);
  expect((await docker("run", "--rm", "--network", "none", first.stdout)).stdout).toMatch(/^(Hello world|Bonjour)$/);
  const shell = ["run", "--rm", "--network", "none", "--entrypoint", "sh", first.stdout, "-c"];
  const inside = await docker(...shell, "id -u; ls /app; touch /app/main.py 2>/dev/null || echo kept");
  expect(inside.stdout.split("\n")).toEqual(["10001", "greeting.py", "main.py", "kept"]);
  const labels = JSON.parse(
    (await docker("image", "inspect", "--format", "{{json .Config.Labels}}", first.stdout)).stdout,
  );
  expect(labels).toMatchObject({
    "org.opencontainers.image.revision": COMMITS[0],
    "org.opencontainers.image.source": "https://gitlab.example/team/app",
    "org.opencontainers.image.base.name": base,
  });

  // Another commit changes the source alone, and gets all layers but that.
  const edit = (greeting: string) => {
    const path = join(checkout, "src/greeting.py");
    writeFileSync(path, readFileSync(path, "utf8").replace(/\("[^"]*", "Bonjour"\)/, `("${greeting}", "Bonjour")`));
  };
  edit("Hello there");
  const second = await job({ CI_COMMIT_SHA: COMMITS[1] as string });
  expect(second.code, second.log).toBe(0);
  expect(second.stdout).not.toBe(first.stdout);
  expect(worked(second.log)).toEqual(["COPY --chmod=0755 src ./"]);
  console.info(
    `Build and push: first ${first.seconds.toFixed(1)} s, second ${second.seconds.toFixed(1)} s, 1 : ${(first.seconds / second.seconds).toFixed(1)}`,
  );

  // A daemon that has built nothing takes the layers out of the registry.
  await forget();
  await docker("builder", "prune", "--all", "--force");
  edit("Hello again");
  const third = await job({ CI_COMMIT_SHA: COMMITS[2] as string });
  expect(third.code, third.log).toBe(0);
  expect(worked(third.log)).toEqual(["COPY --chmod=0755 src ./"]);

  // A helper of another registry answers for it: no login, and its password in the helper alone.
  const ecr = { credHelpers: { [registry.host]: "ecr-login" } };
  const helped = await job({
    CI_COMMIT_SHA: COMMITS[3] as string,
    CI_REGISTRY: "registry.example",
    CI_REGISTRY_IMAGE: "registry.example/team/app",
    DRYDOCK_APPLICATION_IMAGE: `${registry.host}/other/app`,
    DOCKER_AUTH_CONFIG: JSON.stringify(ecr),
  });
  expect(helped.code, helped.log).toBe(0);
  expect(helped.log).not.toContain("Login Succeeded");
  expect(await registry.digest("other/app", "latest")).toBe(helped.stdout.split("@")[1]);

  const refused = await job({ CI_COMMIT_SHA: COMMITS[0] as string, CI_REGISTRY_USER: "nobody" });
  expect([refused.code, refused.stdout]).toEqual([1, ""]);
  expect(refused.log).toMatch(/unauthorized|401/);

  await Promise.all([daemon.stop(), registry.stop()]);
  expect(await registry.answers()).toBe(false);
  await expect(docker("info")).rejects.toThrow(/Cannot connect/);
  logs.push(
    readFileSync(registry.log, "utf8"),
    readFileSync(join(dirname(daemon.host.replace("unix://", "")), "log"), "utf8"),
  );
  for (const log of logs) expect(log).not.toContain(PASSWORD);
}, 1_200_000);

/** The steps of a build that were worked on, not taken from a cache; a base image and what the builder does for itself are none. */
function worked(log: string): readonly string[] {
  const steps = [...log.matchAll(/^#(\d+) \[\S+ \d+\/\d+\] (.*)$/gm)].filter(
    ([, , words]) => !words?.startsWith("FROM"),
  );
  expect(steps.length).toBeGreaterThanOrEqual(6);
  const cached = new Set([...log.matchAll(/^#(\d+) CACHED$/gm)].map(([, number]) => number));
  return [...new Set(steps.filter(([, number]) => !cached.has(number)).map(([, , words = ""]) => words))];
}
