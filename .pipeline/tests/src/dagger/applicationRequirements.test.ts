import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runChecks, withReadableErrors } from "../../../src/dagger/door.ts";
import type { ModuleState } from "../../../src/dagger/openProject.ts";
import type { Asked } from "../../support/daggerEndpoint.ts";
import { type Engine, file, state, withEngine } from "../../support/daggerModule.ts";
import { PIPELINE } from "../../support/sourceFiles.ts";
import { testFolder } from "../../support/testFolder.ts";

const PROJECT = '[project]\nname = "a"\ndependencies = ["b"]\n';
const LOCK = 'version = 1\n\n[[package]]\nname = "a"\n';
const named = (requirements: string) => ({ "drydock.json": JSON.stringify({ requirements }) });

/** What mypy finds of the application's environment, and what uv was told. */
async function environmentOf(
  engine: Engine,
  over: Partial<ModuleState> = {},
  written = "b==1 \\\n    --hash=sha256:0\n",
) {
  const first: Engine["first"] = (asked) =>
    engine.first?.(asked) ?? (asked.leaf === "contents" && asked.argv.includes("--output-file") ? written : undefined);
  const { asked, error, value } = await withEngine({ ...engine, first }, () =>
    withReadableErrors(() => runChecks(state(over), ["typecheck"])),
  );
  const fields = asked.flatMap(({ chain }) => chain.filter((one) => one.includes('"/opt/drydock/application",source')));
  const uv = asked.find(({ argv, leaf }) => leaf === "contents" && argv.includes("--output-file"));
  return { error, mount: fields[0] ?? "", uv: uv?.argv ?? [], reason: value?.results[0]?.reason };
}

test("uv.lock of the settings is exported with its parts by the locked uv, beside what uv reads and no code, and installed from that", async () => {
  const { uv, mount } = await environmentOf({ config: named("./app/uv.lock[web,group:dev]") });
  expect(uv.slice(0, 4)).toEqual(["python3", "-I", "/opt/drydock/scripts/drydock_uv.py", "/opt/drydock/uv/bin/uv"]);
  expect(uv.slice(4).join(" ")).toMatch(/^export --frozen .*--extra web --group dev --output-file/);
  expect(mount).toContain("<SHIPPED requirements/uv.txt>");
  expect(mount).toContain('filter(include: ["**/pyproject.toml","**/uv.lock","**/*.whl"])');
  expect(mount).toContain('withWorkdir(path: "/opt/drydock/requirements/app")');
  const lines = "/opt/drydock/requirements/app/drydock-requirements.txt";
  expect(mount).toContain(`"--output-file","${lines}"]`);
  expect(mount).toMatch(new RegExp(`"pip","install",.*"/opt/drydock/application/bin/python",.*"-r","${lines}"\\]`));
});

test("pyproject.toml of the settings is installed by uv with its parts", async () => {
  const { mount, uv } = await environmentOf({
    config: named("pyproject.toml[web,group:dev]"),
    texts: { "pyproject.toml": PROJECT },
  });
  expect(uv.slice(4, 6)).toEqual(["pip", "compile"]);
  expect(mount).toContain('"-r","pyproject.toml","--extra","web","--group","pyproject.toml:dev"]');
});

test("pyproject.toml that is handed over stands alone; one without a project has groups alone", async () => {
  const given = await environmentOf(
    { requirements: PROJECT, texts: { "pyproject.toml": PROJECT } },
    { requirements: file("GIVEN") },
  );
  expect(given.mount).toContain('<directory.withFile(path: "pyproject.toml",source: <GIVEN>)>');
  expect(given.mount).toContain('"-r","pyproject.toml"]');
  const texts = { "pyproject.toml": "[dependency-groups]\ndev = []\n" };
  const { mount } = await environmentOf({ config: named("pyproject.toml[group:dev]"), texts });
  expect(mount).toContain('"--link-mode","copy","--group","pyproject.toml:dev"]');
});

test.each(["-e ./lib", "./lib", "lib", "b @ file:///opt/drydock/requirements/b"])(
  "a project whose code is not there breaks the checks that want it: %s",
  async (line) => {
    const { reason } = await environmentOf({ config: named("uv.lock") }, {}, `c==1 \\\n    --hash=sha256:0\n${line}\n`);
    expect(reason).toContain(
      `The requirements name the local project "${line}", whose code does not reach the container.`,
    );
  },
);

test.each([
  "b @ git+https://host/b@0",
  "b @ https://host/b.whl",
  "./wheels/b-1-py3-none-any.whl",
  "# c",
  "b[x]==1 ; a",
])("what can be had without code is installed: %s", async (line) => {
  const { reason, mount } = await environmentOf({ config: named("uv.lock") }, {}, `${line}\n`);
  expect(reason).toBeUndefined();
  expect(mount).not.toBe("");
});

test.each(['[project]\ndynamic = [\n  "version",\n  "dependencies",\n]\n', "[tool.poetry]\n"])(
  "a project whose dependencies only a build tells is refused: %j",
  async (text) => {
    const { reason, uv } = await environmentOf({ config: named("pyproject.toml"), texts: { "pyproject.toml": text } });
    expect(reason).toMatch(/^pyproject\.toml leaves the dependencies to its build backend.*\n.*local engine/s);
    expect(uv).toEqual([]);
  },
);

test("what uv could not do is told in its last words", async () => {
  const exec = { exitCode: 2, stderr: "error: Extra `nope` is not defined" };
  const first = ({ leaf, argv }: Asked) =>
    leaf === "contents" && argv.includes("--output-file") ? { error: "failed", exec } : undefined;
  const { reason } = await environmentOf({ config: named("uv.lock[nope]"), first });
  expect(reason).toMatch(/^uv could not read uv\.lock, exit code 2:\nerror: Extra `nope`.*\n.*"uv export --frozen"/s);
});

test("a lock without the project beside it is refused, with the way out", async () => {
  const { error } = await environmentOf({ requirements: LOCK }, { requirements: file("GIVEN") });
  expect(error?.message).toMatch(/not a requirements file of pip's\.\nName uv\.lock.*"requirements": "uv\.lock"/);
});

test.each(["poetry.lock", "app/pdm.lock"])("%s is refused with the way out", async (lock) => {
  const { error } = await environmentOf({ config: named(lock) });
  expect(error?.message).toMatch(/can't read .*\.lock\.\nWrite a requirements file from it \((?:poetry|pdm) export/);
});

test("checks that want no application ask nothing of uv", async () => {
  const { asked } = await withEngine({ config: named("uv.lock") }, () => runChecks(state(), ["ruff"]));
  expect(asked.some(({ argv }) => argv.includes("--output-file"))).toBe(false);
});

test("uv goes by pip's index and certificates, from its files and variables, but not against its own", () => {
  const config =
    "[global]\nindex-url = https://file/simple\nextra-index-url =\n  https://a/x\n  https://b/y\ncert = /ca.pem\n";
  const folder = testFolder({ "pip.conf": config });
  const told = (own: Record<string, string>) => {
    const env = { PATH: process.env["PATH"], HOME: folder, PIP_CONFIG_FILE: join(folder, "pip.conf"), ...own };
    const args = ["-I", join(PIPELINE, "python/drydock_uv.py"), "env"];
    return execFileSync("python3", args, { env, encoding: "utf8" }).match(
      /^(?:UV_(?:DEFAULT_)?INDEX|SSL_CERT_FILE).*/gm,
    );
  };
  expect(told({})?.sort()).toEqual([
    "SSL_CERT_FILE=/ca.pem",
    "UV_DEFAULT_INDEX=https://file/simple",
    "UV_INDEX=https://a/x https://b/y",
  ]);
  expect(told({ PIP_INDEX_URL: "https://variable" })).toContain("UV_DEFAULT_INDEX=https://variable");
  expect(told({ UV_INDEX_URL: "https://own" })?.join()).not.toContain("UV_DEFAULT_INDEX");
});
