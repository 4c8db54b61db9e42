// Writes the catalog's checks into the schema of drydock.json, which editors read as it is committed. `--check` writes
// nothing and fails when that file is stale.
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const FILE = ".pipeline/schema/drydock.schema.json";

const { outputFiles } = await build({
  entryPoints: [".pipeline/src/checks/catalog.ts"],
  bundle: true,
  write: false,
  format: "esm",
  tsconfig: "tsconfig.json",
});
const catalog = `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`;
const { CHECKS, CHECK_NAMES } = await import(catalog);

const before = await readFile(FILE, "utf8");
const schema = JSON.parse(before);
const ownChoice = CHECKS.filter(({ inRunAll }) => inRunAll).map(({ name }) => name);
const list = `${ownChoice.slice(0, -1).join(", ")} and ${ownChoice.at(-1)}`;
schema.definitions.check.enum = CHECK_NAMES;
schema.properties.checks.description = `The checks of run-all, in any order. Left out or empty: ${list}.`;
const biome = ["node_modules/@biomejs/biome/bin/biome", "format", `--stdin-file-path=${FILE}`];
const text = execFileSync(process.execPath, biome, { input: JSON.stringify(schema), encoding: "utf8" });

if (process.argv[2] !== "--check") await writeFile(FILE, text);
else if (before !== text) {
  console.error(`${FILE} does not have the catalog's checks: run \`npm run schema\`.`);
  process.exitCode = 1;
}
