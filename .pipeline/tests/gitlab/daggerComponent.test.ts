import { cpSync } from "node:fs";
import { join } from "node:path";
import { execaSync } from "execa";
import { describe, expect, it } from "vitest";
import { previewOf, runJob } from "../support/ciLocal.ts";
import { put, ROOT, temporary } from "../support/cli.ts";
import { commit, including } from "../support/gitlabRepository.ts";
import { gitServer } from "../support/gitServer.ts";
import { type PrivateCa, privateCa } from "../support/privateCa.ts";
import { type Recorder, recorder } from "../support/recorder.ts";

const REQUIRED = { project: "tools/python/drydock", version: "v0.1.0", engine: "dagger" };
const REPOSITORY = ["--repository", "."];

/** Drydock's project as a GitLab on a port of its own has it: a tag, and a branch that has gone on. */
async function drydockServer(ca?: PrivateCa) {
  const folder = temporary();
  const git = (...args: readonly string[]) => execaSync("git", args, { cwd: folder }).stdout;
  git("init", "--quiet", "--initial-branch=main");
  put(folder, "dagger.json", "{}\n");
  cpSync(join(ROOT, ".docker/verdict.sh"), join(folder, ".docker/verdict.sh"));
  commit(folder);
  git("tag", "v0.1.0");
  const tagged = git("rev-parse", "HEAD");
  put(folder, "dagger.json", "{ }\n");
  commit(folder);
  return { ...(await gitServer(REQUIRED.project, folder, ca)), tagged };
}

const FINDINGS = "2 findings · 0.3 s\\nlint failed (2 in 1 file)\\n";

/** A dagger that says at which commit its module is, exports reports, and ends `verdict` with that code and these words. */
function daggerThat(verdict = 0, said = FINDINGS, report = 0): Recorder {
  const programs = recorder();
  programs.program(
    "dagger",
    `echo "module at $(git -C "$3" rev-parse HEAD) in $3"
     case " $* " in
       *" report "*) mkdir -p .reports && echo '[]' > .reports/codequality.json && echo '<x/>' > .reports/junit.xml; exit ${report} ;;
       *" verdict "*) [ ${verdict} = 0 ] || printf '${said}' >&2; exit ${verdict} ;;
     esac`,
  );
  return programs;
}

/** Runs the component's job; the module's folder and the commit's hash are made the same each time. */
async function ran(
  inputs: object,
  CI_SERVER_URL: string,
  programs: Recorder,
  own: Readonly<Record<string, string>> = {},
) {
  const TMPDIR = temporary();
  const git = {
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "false",
    GIT_SSL_CAINFO: undefined,
  };
  const env = { PATH: programs.PATH, TMPDIR, ...git };
  const ended = await runJob(including("quality", inputs), "quality", env, { CI_SERVER_URL, ...own });
  const same = (word: string) => (word.startsWith(TMPDIR) ? "MODULE" : word.replace(/^http.*\/[0-9a-f]{40}\//, "SHA/"));
  return { ...ended, calls: programs.calls().map((words) => words.map(same)), module: TMPDIR };
}

describe("the component, with Dagger", () => {
  it.each([1, 2])("calls the module of the version with the caller's repository, and ends with %i", async (verdict) => {
    const { url, tagged } = await drydockServer();
    const { code, kept, calls, all, module } = await ran(REQUIRED, url, daggerThat(verdict));
    expect(calls).toEqual([
      [
        ...["dagger", "call", "-m", "MODULE", ...REPOSITORY, "report", "--line-url", "SHA/{path}#L{line}"],
        ...["export", "--path", ".reports"],
      ],
      ["dagger", "call", "-m", "MODULE", ...REPOSITORY, "verdict", "stdout"],
    ]);
    expect(all).toContain(`module at ${tagged} in ${module}`);
    expect(code).toBe(verdict);
    expect(kept).toEqual([".reports", ".reports/codequality.json", ".reports/junit.xml"]);
  });

  it("is broken where Dagger gives no verdict, or no reports", async () => {
    const { url } = await drydockServer();
    expect((await ran(REQUIRED, url, daggerThat(1, "Error: no engine\\n"))).code).toBe(2);
    const { code, calls } = await ran(REQUIRED, url, daggerThat(0, "", 1));
    expect([code, calls.length]).toEqual([2, 1]);
  });

  it("takes a full commit for the version", async () => {
    const { url, tagged } = await drydockServer();
    const { code, all } = await ran({ ...REQUIRED, version: tagged }, url, daggerThat());
    expect([code, all]).toEqual([0, expect.stringContaining(`module at ${tagged}`)]);
  });

  it("fails before Dagger when there is no such version, or the token is another's", async () => {
    const { url, refused } = await drydockServer();
    const missing = await ran({ ...REQUIRED, version: "v9" }, url, daggerThat());
    expect([missing.code, missing.all, missing.calls]).toEqual([128, expect.stringContaining("remote ref v9"), []]);
    refused.length = 0;
    const stranger = await ran(REQUIRED, url, daggerThat(), { CI_JOB_TOKEN: "of-another" });
    expect([stranger.code, stranger.calls]).toEqual([128, []]);
    expect(refused.length).toBeGreaterThan(1);
  });

  it("trusts a private CA that the runner names, for this GitLab, and no other", async () => {
    const ca = await privateCa();
    const { url } = await drydockServer(ca);
    expect((await ran(REQUIRED, url, daggerThat(), { CI_SERVER_TLS_CA_FILE: ca.file })).code).toBe(0);
    const without = await ran(REQUIRED, url, daggerThat());
    expect([without.code, without.all]).toEqual([128, expect.stringMatching(/certificate/)]);
  });

  it("gives the token to this GitLab alone, and puts it on no command line", async () => {
    const { url } = await drydockServer();
    const programs = recorder();
    const ask = (at: string) => `printf 'url=${at}\\n\\n' | git -C "$3" credential fill; echo "ended $?"`;
    programs.program("dagger", `${ask(`${url}/x`)}; ${ask("https://elsewhere.example.com/x")}`);
    programs.program("git", 'PATH=$(echo "$PATH" | cut -d : -f 2-) exec git "$@"');
    const { all, calls } = await ran(REQUIRED, url, programs);
    expect(all).toMatch(/username=gitlab-ci-token\n.*password=job-token-of-the-test\n.*ended 0/);
    expect(all.match(/password=job-token/g)).toHaveLength(2);
    expect(all).toContain("ended 128");
    expect(calls.flat()).toContain("fetch");
    expect(calls.flat().join(" ")).not.toContain("job-token-of-the-test");
  });

  it("hands every input on as one word, whatever stands in it", async () => {
    const { url } = await drydockServer();
    const odd = 'my "app" it\'s; touch planted $(touch planted) `touch planted` $HOME $CI_JOB_TOKEN \\ * #x';
    const folders = { source: odd, config: `${odd}/c`, requirements: `${odd}.txt` };
    const given = { ...folders, checks: "lint,ruff", gates: "lint=error", python: "3.12" };
    const { code, calls } = await ran({ ...REQUIRED, ...given }, url, daggerThat());
    expect(code).toBe(0);
    const source = ["--source", odd, "--source-path", odd];
    const config = ["--config", `${odd}/c`, "--config-path", `${odd}/c`];
    const places = [...REPOSITORY, ...source, ...config, "--requirements", `${odd}.txt`];
    const choices = ["--checks", "lint,ruff", "--gates", "lint=error", "--python", "3.12"];
    expect(calls.at(-1)).toEqual(["dagger", "call", "-m", "MODULE", ...places, ...choices, "verdict", "stdout"]);
  });

  it.each(["auto", "HEAD"])("hands on the repository as it was at %s, as a folder", async (since) => {
    const { url } = await drydockServer();
    const programs = recorder();
    const told = 'if [ "$1" = --since ]; then echo "then: $(ls -A "$2" | tr "\\n" " ")"; fi';
    programs.program("dagger", `mkdir -p .reports; while [ $# -gt 0 ]; do ${told}; shift; done`);
    const { code, all, calls } = await ran({ ...REQUIRED, since }, url, programs, { CI_DEFAULT_BRANCH: "main" });
    expect([code, calls.at(-1)?.includes("--since")]).toEqual([0, true]);
    expect(all).toMatch(/then: .*\.gitlab-ci\.yml/);
  });

  it("says how to get a revision that the clone does not have", async () => {
    const { url } = await drydockServer();
    const { code, all, calls } = await ran({ ...REQUIRED, since: "gone" }, url, daggerThat());
    expect([code, all, calls]).toEqual([2, expect.stringContaining("set GIT_DEPTH to 0"), []]);
  });

  it("refuses a package index before Dagger, whose containers would not take it", async () => {
    const programs = daggerThat();
    const inputs = { ...REQUIRED, index: "https://pypi.example.com/simple" };
    const { code, all, calls } = await ran(inputs, "https://gitlab.example.com", programs);
    expect([code, all, calls]).toEqual([2, expect.stringContaining("say engine: local"), []]);
  });

  it("runs the same commands beside a daemon of the job's own", async () => {
    const ofQuality = (await previewOf(including("quality", REQUIRED)))["quality"];
    const { engine: _engine, ...inputs } = REQUIRED;
    const ofDind = (await previewOf(including("dind", inputs)))["quality"];
    expect(ofDind?.script).toEqual(ofQuality?.script);
    // It has no input for an index.
    expect(ofDind?.before_script).toEqual(ofQuality?.before_script?.slice(1));
    expect(ofDind?.services).toEqual([{ name: "docker:28.1.1-dind", alias: "docker" }]);
    const ofTheSocket = ["DOCKER_HOST", "DAGGER_LEAVE_OLD_ENGINE", "DRYDOCK_ENGINE", "DRYDOCK_TAGS", "DRYDOCK_INDEX"];
    const shared = Object.entries(ofQuality?.variables ?? {}).filter(([name]) => !ofTheSocket.includes(name));
    expect(ofDind?.variables).toMatchObject(Object.fromEntries(shared));
  });
});
