import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa, execaSync } from "execa";
import { describe, expect, it } from "vitest";
import { runJob } from "../support/ciLocal.ts";
import { put, ROOT, temporary } from "../support/cli.ts";
import { commit, environmentsInCache, including } from "../support/gitlabRepository.ts";
import { loopback } from "../support/loopback.ts";
import { type PrivateCa, privateCa } from "../support/privateCa.ts";
import { recorder } from "../support/recorder.ts";

const REQUIRED = { project: "platform/drydock", version: "v0.1.0" };

describe("the component, without Docker", () => {
  it.each([0, 2])("calls the image's drydock with the inputs, and ends with its code %i", async (verdict) => {
    const programs = recorder();
    programs.program("drydock", `mkdir .reports && echo '[]' > .reports/codequality.json; exit ${verdict}`);
    const source = 'my "app" it\'s $(touch planted) $HOME';
    const places = { source, config: `${source}/c`, requirements: `${source}.txt` };
    const inputs = {
      ...REQUIRED,
      ...places,
      checks: "lint,ruff",
      gates: "lint=error,ruff=never",
      python: "3.12",
      since: "auto",
    };
    const { code, kept } = await runJob(including("quality", inputs), "quality", { PATH: programs.PATH });
    const choices = [
      "--checks",
      "lint,ruff",
      "--python",
      "3.12",
      "--since",
      "auto",
      "--gate",
      "lint=error",
      "--gate",
      "ruff=never",
    ];
    const named = ["--source", source, "--config", `${source}/c`, "--requirements", `${source}.txt`];
    expect(programs.calls()).toEqual([["drydock", "run-all", ...named, ...choices]]);
    expect(code).toBe(verdict);
    expect(kept).toEqual([".reports", ".reports/codequality.json"]);
  });

  it("names no folder by itself, and hands the package index on in the environment alone", async () => {
    const programs = recorder();
    programs.program("drydock", 'mkdir .reports; echo "default $UV_DEFAULT_INDEX, pip $PIP_INDEX_URL"');
    const without = { PATH: programs.PATH, UV_DEFAULT_INDEX: "https://own.example.com", PIP_INDEX_URL: undefined };
    const plain = await runJob(including("quality", REQUIRED), "quality", without);
    // What the image or the runner says of an index stays.
    expect([plain.code, plain.all]).toEqual([0, expect.stringContaining("default https://own.example.com, pip \n")]);
    const index = "https://gitlab-ci-token:$CI_JOB_TOKEN@gitlab.example.com/simple";
    const { all } = await runJob(including("quality", { ...REQUIRED, index }), "quality", without);
    const url = index.replace("$CI_JOB_TOKEN", "job-token-of-the-test");
    expect(all).toContain(`default ${url}, pip ${url}\n`);
    expect(programs.calls()).toEqual(Array(2).fill(["drydock", "run-all"]));
  });

  it("runs the packed CLI of this project, out of the caller's repository, with a gate that lets findings pass", async () => {
    const inputs = { ...REQUIRED, package: "tools/a b.tgz", source: "my app/src", checks: "ruff,format" };
    const run = async (gates: string) => {
      const folder = including("quality", { ...inputs, gates }, { "my app/src/a.py": "import os\n" });
      put(folder, "tools/a b.tgz", await packedCli());
      commit(folder);
      environmentsInCache(folder, "drydock-main");
      return runJob(folder, "quality");
    };
    const red = await run("");
    expect([red.code, red.all]).toEqual([1, expect.stringMatching(/ruff +failed/)]);
    expect(red.all).not.toContain("lint ");
    expect(JSON.parse(red.artifact(".reports/codequality.json"))).toMatchObject([
      { location: { path: "my app/src/a.py", lines: { begin: 1 } } },
    ]);
    const passing = await run("ruff=never");
    expect([passing.code, passing.kept]).toEqual([0, red.kept]);
  });

  it("finds the code of a submodule by itself, and names it in the reports as the caller's repository does", async () => {
    const library = temporary();
    put(library, "src/wheels/__init__.py", "import os\n");
    const git = (cwd: string, ...words: readonly string[]) =>
      execaSync("git", ["-c", "protocol.file.allow=always", ...words], { cwd });
    git(library, "init", "--quiet");
    commit(library);
    const run = async (inputs: object) => {
      const folder = including("quality", { ...REQUIRED, package: "cli.tgz", checks: "ruff", ...inputs });
      put(folder, "cli.tgz", await packedCli());
      git(folder, "submodule", "add", "--quiet", library, "parts/wheels");
      commit(folder);
      environmentsInCache(folder, "drydock-main");
      const { code, all, artifact } = await runJob(folder, "quality");
      expect([code, all]).toEqual([1, expect.stringContaining("F401")]);
      return JSON.parse(artifact(".reports/codequality.json"));
    };
    const finding = { location: { path: "parts/wheels/src/wheels/__init__.py", lines: { begin: 1 } } };
    expect(await run({ source: "parts/wheels/src" })).toMatchObject([finding]);
    expect(await run({ source: "." })).toMatchObject([finding]);
  });

  it("fetches a URL, verifies it, and sends the job's token to this GitLab alone", async () => {
    const { archive, checksum } = await standInPackage();
    const { url, asked } = await serving(archive);
    const inputs = { ...REQUIRED, package: `${url}/packages/drydock.tgz`, "package-sha256": checksum };
    const elsewhere = await runJob(including("quality", inputs), "quality");
    expect([elsewhere.code, elsewhere.all]).toEqual([0, expect.stringMatching(/stand-in run-all$/m)]);
    expect(asked.map(({ token }) => token)).toEqual([undefined]);
    const own = await runJob(including("quality", inputs), "quality", {}, { CI_API_V4_URL: url });
    expect(own.code).toBe(0);
    expect(asked.map(({ token }) => token)).toEqual([undefined, "job-token-of-the-test"]);
  });

  it("trusts a private CA that the runner names, for this GitLab alone", async () => {
    const { archive, checksum } = await standInPackage();
    const ca = await privateCa();
    const { url, asked } = await serving(archive, ca);
    const inputs = { ...REQUIRED, package: `${url}/packages/drydock.tgz`, "package-sha256": checksum };
    const named = { CI_SERVER_TLS_CA_FILE: ca.file };
    const own = await runJob(including("quality", inputs), "quality", {}, { ...named, CI_API_V4_URL: url });
    expect([own.code, own.all]).toEqual([0, expect.stringContaining("stand-in run-all")]);
    for (const variables of [named, { CI_API_V4_URL: url }]) {
      const { code, all } = await runJob(including("quality", inputs), "quality", {}, variables);
      expect([code, all]).toEqual([2, expect.stringContaining("CERTIFICATE_VERIFY_FAILED")]);
    }
    expect(asked).toHaveLength(1);
  });

  it("runs nothing of a package whose checksum is another's, or of a URL without one", async () => {
    const { archive } = await standInPackage();
    const { url, asked } = await serving(archive);
    const wrong = { ...REQUIRED, package: `${url}/drydock.tgz`, "package-sha256": "0".repeat(64) };
    const other = await runJob(including("quality", wrong), "quality");
    expect([other.code, other.all]).toEqual([2, expect.stringContaining("did NOT match")]);
    expect(other.all).not.toContain("stand-in run-all");
    const none = await runJob(including("quality", { ...REQUIRED, package: wrong.package }), "quality");
    expect([none.code, none.all]).toEqual([2, expect.stringContaining("say its checksum in package-sha256")]);
    expect(asked).toHaveLength(1);
  });
});

let packed: Promise<Buffer> | undefined;

/** This checkout's CLI, as a release has it. */
function packedCli(): Promise<Buffer> {
  packed ??= (async () => {
    const folder = temporary();
    await execa("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], { cwd: ROOT });
    return readFileSync(join(folder, readdirSync(folder)[0] ?? ""));
  })();
  return packed;
}

/** An archive as npm packs it, whose CLI prints its words. */
async function standInPackage(): Promise<{ readonly archive: Buffer; readonly checksum: string }> {
  const folder = temporary();
  const code = '#!/usr/bin/env node\nconsole.log("stand-in", process.argv.slice(2).join(" "));\n';
  put(folder, "package/dist/drydock.cjs", code);
  await execa("chmod", ["+x", "package/dist/drydock.cjs"], { cwd: folder });
  await execa("tar", ["-czf", "drydock.tgz", "package"], { cwd: folder });
  const archive = readFileSync(join(folder, "drydock.tgz"));
  return { archive, checksum: createHash("sha256").update(archive).digest("hex") };
}

/** Serves the archive on loopback, and keeps the token of each request. */
async function serving(archive: Buffer, ca?: PrivateCa) {
  const asked: { readonly token: string | string[] | undefined }[] = [];
  const url = await loopback((request, response) => {
    asked.push({ token: request.headers["job-token"] });
    response.end(archive);
  }, ca);
  return { url, asked };
}
