// Bundles the CLI into one file that starts fast and needs nothing installed beside it.
// CommonJS, because there a module that a verb does not use is never evaluated, nor the built-ins that it asks for.
import { chmod, readFile } from "node:fs/promises";
import { build } from "esbuild";

const outfile = "dist/drydock.cjs";
const { version } = JSON.parse(await readFile("package.json", "utf8"));

await build({
  entryPoints: [".pipeline/local/main.ts"],
  outfile,
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "cjs",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "eof",
  banner: {
    js: '#!/usr/bin/env node\nrequire("node:module").enableCompileCache?.();const __bundle=require("node:url").pathToFileURL(__filename).href;',
  },
  define: { "import.meta.url": "__bundle", DRYDOCK_VERSION: JSON.stringify(version) },
  tsconfig: "tsconfig.json",
  logLevel: "warning",
});
await chmod(outfile, 0o755);
