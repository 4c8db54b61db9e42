import { describe, expect, it } from "vitest";
import { runJob } from "../support/ciLocal.ts";
import { checkoutCopy } from "../support/gitlabRepository.ts";
import { type Recorder, recorder } from "../support/recorder.ts";

const LINE_URL = "https://gitlab.example.com/platform/drydock/-/blob/SHA/{path}#L{line}";

/** A dagger that exports what `report` would, and ends `verdict` with a code, and with the report where it is told to. */
function daggerThat({ verdict = 0, report = 0, said = "2 findings · 0.3 s\\nlint failed (2 in 1 file)\\n" }): Recorder {
  const programs = recorder();
  programs.program(
    "dagger",
    `case " $* " in
       *" report "*) mkdir -p .reports && echo '[]' > .reports/codequality.json && echo '<x/>' > .reports/junit.xml; exit ${report} ;;
       *" verdict "*) [ ${verdict} = 0 ] || printf '${said}' >&2; exit ${verdict} ;;
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
    const places = ["call", "-m", ".", "--source", "src", "--source-path", "src", "--config", ".config"];
    expect(daggerCalls(programs)).toEqual([
      [...places, "report", "--line-url", LINE_URL, "export", "--path", ".reports"],
      [...places, "verdict", "stdout"],
    ]);
    expect(code).toBe(verdict);
    expect(kept).toEqual([".reports", ".reports/codequality.json", ".reports/junit.xml"]);
  });

  it("is broken when the reports could not be made, or Dagger gave no verdict", async () => {
    const unwritten = daggerThat({ report: 1 });
    expect((await own("quality", unwritten)).code).toBe(2);
    expect(daggerCalls(unwritten)).toHaveLength(1);
    expect((await own("quality", daggerThat({ verdict: 1, said: "Error: no engine\\n" }))).code).toBe(2);
  });

  it("is broken when the image with Dagger could not be built", async () => {
    const programs = daggerThat({});
    programs.program("docker", "exit 1");
    const { code } = await runJob(await checkoutCopy(), "quality", { PATH: programs.PATH });
    expect([code, daggerCalls(programs)]).toEqual([2, []]);
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
    const places = ["--source", "src", "--config", ".config"];
    expect(daggerCalls(programs)).toEqual([["call", "-m", ".", ...places, "verdict", "--checks", "lint", "stdout"]]);
    expect(code).toBe(1);
  });
});
