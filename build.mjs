// Bundles the CLI into one file that starts fast and needs nothing installed beside it.
import { chmod } from "node:fs/promises";
import { build } from "esbuild";

const outfile = "dist/drydock.cjs";
await build({
  entryPoints: [".pipeline/local/main.ts"],
  outfile,
  bundle: true,
  platform: "node",
  target: "node20.19",
  // CommonJS: there a module that a verb does not use is never evaluated, nor the built-ins that it asks for.
  format: "cjs",
  // Names stay: they stand in the stack of a crash.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "eof",
  define: { "import.meta.url": "__bundle" },
  tsconfig: "tsconfig.json",
  logLevel: "warning",
  banner: {
    js: `#!/usr/bin/env node
require("node:module").enableCompileCache?.();const __bundle=require("node:url").pathToFileURL(__filename).href;`,
  },
});
await chmod(outfile, 0o755);
