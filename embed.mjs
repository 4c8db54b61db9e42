// Writes the scripts and locks that containers need into the one file of the module that holds them: the module's source
// folder is not asked for them, since the SDK installs packages for that. `--check` writes nothing and fails when that file is stale.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const FILE = ".pipeline/src/dagger/shippedTexts.ts";
const KINDS = { python: /\.(?:py|php)$/, requirements: /\.txt$/ };

const texts = {};
for (const [folder, kind] of Object.entries(KINDS)) {
  for (const name of (await readdir(join(".pipeline", folder))).sort()) {
    if (kind.test(name)) texts[`${folder}/${name}`] = await readFile(join(".pipeline", folder, name), "utf8");
  }
}
const text = `// Made by \`npm run embed\` from .pipeline/python and .pipeline/requirements; not to be edited.
export const SHIPPED_TEXTS: Readonly<Record<string, string>> = ${JSON.stringify(texts, null, 2)};
`;

if (process.argv[2] !== "--check") await writeFile(FILE, text);
else if ((await readFile(FILE, "utf8")) !== text) {
  console.error(`${FILE} is not what .pipeline/python and .pipeline/requirements make: run \`npm run embed\`.`);
  process.exitCode = 1;
}
