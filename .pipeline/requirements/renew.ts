import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { execa } from "execa";
import { OLDEST_PYTHON } from "../src/flow/lock.ts";

/*
 * `make lock`: compiles each <tool>.in to a hash-locked <tool>.txt with the newest versions, for all platforms and from
 * the oldest Python that the tools run on. `npm run lock -- <tool>` renews that one alone. Needs uv on PATH (pipx install uv).
 */

const OPTIONS = [
  "--no-config",
  "--quiet",
  "--upgrade",
  "--universal",
  "--generate-hashes",
  "--python-version",
  OLDEST_PYTHON,
];
// What would name the machine or its package index stays out of the locks.
const HEADER = ["--no-emit-index-url", "--no-emit-find-links", "--annotation-style", "line"];

const folders = [import.meta.dirname, join(import.meta.dirname, "../bench")];
const only = process.argv.slice(2);
const inputs = folders.flatMap((folder) => readdirSync(folder).map((name) => ({ folder, name })));
for (const { folder, name } of inputs.filter((file) => file.name.endsWith(".in"))) {
  if (only.length > 0 && !only.includes(basename(name, ".in"))) continue;
  const lock = `${basename(name, ".in")}.txt`;
  const files = [name, "--output-file", lock];
  const command = ["--custom-compile-command", "make lock"];
  await execa("uv", ["pip", "compile", ...OPTIONS, ...HEADER, ...command, ...files], {
    cwd: folder,
    stdout: "ignore",
    stderr: "inherit",
  });
  console.log(`renewed ${join(basename(folder), lock)}`);
}
// The Dagger module holds the locks as texts.
await execa("node", ["embed.mjs"], { cwd: join(import.meta.dirname, "../.."), stdio: "inherit" });
