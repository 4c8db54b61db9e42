// Bundles the report page's script and style into the one file of the core that holds them. It is committed, since Dagger
// loads the core as it is. `--check` writes nothing and fails when that file is stale.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const FILE = ".pipeline/src/report/html/pageAssets.ts";
const WIDTH = 160;

async function bundled(entry) {
  const { outputFiles } = await build({
    entryPoints: [`.pipeline/page/${entry}`],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    target: "es2022",
    legalComments: "none",
    logLevel: "warning",
    tsconfigRaw: {},
  });
  return outputFiles[0].text.trim();
}

function hash(text) {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

/** A text as a list of short ones: lines that an editor can show. */
function joined(text) {
  const parts = [];
  for (let at = 0; at < text.length; at += WIDTH) parts.push(`  ${JSON.stringify(text.slice(at, at + WIDTH))},`);
  return `[\n${parts.join("\n")}\n].join("")`;
}

const [style, script] = await Promise.all([bundled("style.css"), bundled("main.ts")]);
const text = `// Made by \`npm run page\` from .pipeline/page; not to be edited.
export const STYLE_HASH = ${JSON.stringify(hash(style))};
export const SCRIPT_HASH = ${JSON.stringify(hash(script))};
export const STYLE = ${joined(style)};
export const SCRIPT = ${joined(script)};
`;

if (process.argv[2] === "--check") {
  if ((await readFile(FILE, "utf8")) !== text) {
    console.error(`${FILE} is not what .pipeline/page makes: run \`npm run page\`.`);
    process.exitCode = 1;
  }
} else {
  await writeFile(FILE, text);
  console.log(`${FILE}: style ${style.length}, script ${script.length} bytes`);
}
