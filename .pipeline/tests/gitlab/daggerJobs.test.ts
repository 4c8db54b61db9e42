import { describe, expect, it } from "vitest";
import { previewOf, runJob } from "../support/ciLocal.ts";
import { checkoutCopy, including } from "../support/gitlabRepository.ts";
import { type Recorder, recorder } from "../support/recorder.ts";

const LINE_URL = "https://gitlab.example.com/platform/drydock/-/blob/SHA/{path}#L{line}";

/** A dagger that exports what `report` would, and ends `run-all` and `lint` with the verdict's code. */
function daggerThat({ verdict = 0, report = 0 }): Recorder {
  const programs = recorder();
  programs.program(
    "dagger",
    `case " $* " in
       *" report "*) mkdir -p .reports && echo '[]' > .reports/codequality.json && echo '<x/>' > .reports/junit.xml; exit ${report} ;;
       *" run-all "* | *" lint "*) exit ${verdict} ;;
     esac`,
  );
  return programs;
}

/** Of the words of each call of dagger, with the commit's hash made the same each time. */
const daggerCalls = ({ calls }: Recorder) =>
  calls()
    .filter(([program]) => program === "dagger")
    .map(([, ...words]) => words.map((word) => word.replace(/\/[0-9a-f]{40}\//, "/SHA/")));

describe("the quality job of this project", () => {
  const own = async (job: string, programs: Recorder) => {
    // The image is there, so that none is built.
    programs.program("docker", 'if [ "$1" = create ]; then echo container-1; fi');
    return runJob(await checkoutCopy(), job, { PATH: programs.PATH });
  };

  it.each([1, 2])("exports the reports, then ends with the verdict's code %i", async (verdict) => {
    const programs = daggerThat({ verdict });
    const { code, kept } = await own("quality", programs);
    const places = ["call", "--source", "src", "--source-path", "src", "--config", ".config"];
    expect(daggerCalls(programs)).toEqual([
      [...places, "report", "--line-url", LINE_URL, "export", "--path", ".reports"],
      [...places, "run-all"],
    ]);
    expect(code).toBe(verdict);
    expect(kept).toEqual([".reports", ".reports/codequality.json", ".reports/junit.xml"]);
  });

  it("fails when the reports could not be made, whatever the verdict would be", async () => {
    expect((await own("quality", daggerThat({ report: 3 }))).code).toBe(3);
  });

  it("takes Dagger's CLI out of the project's image, removes the container, and is green when all is clean", async () => {
    const programs = daggerThat({});
    expect((await own("quality", programs)).code).toBe(0);
    expect(programs.calls().slice(0, 4)).toEqual([
      ["docker", "image", "inspect", "drydock-dagger:0.21.8"],
      ["docker", "create", "drydock-dagger:0.21.8"],
      ["docker", "cp", "container-1:/usr/local/bin/dagger", "/usr/local/bin"],
      ["docker", "rm", "container-1"],
    ]);
  });

  it("has a form for one check, which ends with its code", async () => {
    const programs = daggerThat({ verdict: 1 });
    const { code } = await own("lint", programs);
    expect(daggerCalls(programs)).toEqual([["call", "--source", "src", "--config", ".config", "lint"]]);
    expect(code).toBe(1);
  });
});

describe("the component, with Dagger", () => {
  const required = { project: "tools/python/drydock", version: "v0.1.0" };
  const module = ["call", "-m", "https://gitlab.example.com/tools/python/drydock.git@v0.1.0"];

  it.each([1, 2])("calls the module of the version with the caller's folders, and ends with %i", async (verdict) => {
    const programs = daggerThat({ verdict });
    const { code, kept } = await runJob(including("quality", required), "quality", { PATH: programs.PATH });
    const places = ["--source", "src", "--source-path", "src", "--config", ".config", "--repository", "."];
    expect(daggerCalls(programs)).toEqual([
      [...module, ...places, "report", "--line-url", LINE_URL, "export", "--path", ".reports"],
      [...module, ...places, "run-all"],
    ]);
    expect(code).toBe(verdict);
    expect(kept).toEqual([".reports", ".reports/codequality.json", ".reports/junit.xml"]);
  });

  it("hands every input on as one word, whatever stands in it", async () => {
    const programs = daggerThat({});
    const odd = 'my "app" it\'s; touch planted $(touch planted) `touch planted` $HOME $CI_JOB_TOKEN \\ * #x';
    const inputs = {
      ...required,
      source: odd,
      config: `${odd}/c`,
      checks: "lint,ruff",
      gates: "lint=error",
      python: "3.12",
    };
    const { code } = await runJob(including("quality", inputs), "quality", { PATH: programs.PATH });
    expect(code).toBe(0);
    const places = ["--source", odd, "--source-path", odd, "--config", `${odd}/c`, "--repository", "."];
    const choices = ["--checks", "lint,ruff", "--gates", "lint=error", "--python", "3.12"];
    expect(programs.calls().at(-1)).toEqual(["dagger", ...module, ...places, ...choices, "run-all"]);
  });

  it("runs the same commands beside a daemon of the job's own", async () => {
    const ofQuality = (await previewOf(including("quality", required)))["quality"];
    const ofDind = (await previewOf(including("dind", required)))["quality"];
    expect(ofDind?.script).toEqual(ofQuality?.script);
    expect(ofDind?.before_script).toEqual(ofQuality?.before_script);
    expect(ofDind?.services).toEqual([{ name: "docker:28.1.1-dind", alias: "docker" }]);
    const { DOCKER_HOST: _, DAGGER_LEAVE_OLD_ENGINE: __, DRYDOCK_ENGINE: ___, ...shared } = ofQuality?.variables ?? {};
    expect(ofDind?.variables).toMatchObject(shared);
  });

  it("lets git, which Dagger asks, in at this GitLab alone, by the job's token", async () => {
    const programs = recorder();
    programs.program("askpass");
    const ask = (host: string) => `printf 'protocol=https\\nhost=${host}\\n\\n' | git credential fill; echo "ended $?"`;
    programs.program(
      "dagger",
      `export GIT_ASKPASS=false; ${ask("gitlab.example.com")}; ${ask("elsewhere.example.com")}`,
    );
    const env = { PATH: programs.PATH, GIT_CONFIG_GLOBAL: "/dev/null", GIT_TERMINAL_PROMPT: "0" };
    const { all } = await runJob(including("quality", required), "quality", env);
    expect(all).toMatch(/username=gitlab-ci-token\n.*password=job-token-of-the-test\n.*ended 0/);
    expect(all.match(/password=job-token/g)).toHaveLength(2);
    expect(all).toContain("ended 128");
    expect(programs.calls().flat().join(" ")).not.toContain("job-token-of-the-test");
  });
});
