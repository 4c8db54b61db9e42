// Bundles the CLI into one file that starts fast and needs nothing installed beside it.
// Two thirds of the time to start would be the compiler's, reading code that --help never runs. So what the verbs need
// stands in the file as text, and is compiled when main.ts imports it.
import { chmod } from "node:fs/promises";
import { build } from "esbuild";

const WORK = "./cli/act.ts";

const options = {
  bundle: true,
  platform: "node",
  target: "node20.19",
  // CommonJS: there a module that a verb does not use is never evaluated, nor the built-ins that it asks for.
  format: "cjs",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "eof",
  define: { "import.meta.url": "__bundle" },
  tsconfig: "tsconfig.json",
  logLevel: "warning",
};
const bundle = 'const __bundle=require("node:url").pathToFileURL(__filename).href;';

/** Puts the verbs' code into the bundle as text, with the few lines that compile it. */
const asText = {
  name: "as-text",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\/cli\/act\.ts$/ }, ({ kind }) => {
      return kind === "dynamic-import" ? { path: WORK, namespace: "as-text" } : undefined;
    });
    onLoad({ filter: /.*/, namespace: "as-text" }, async () => {
      const entryPoints = [`.pipeline/local/${WORK}`];
      const { outputFiles } = await build({ ...options, entryPoints, write: false, banner: { js: bundle } });
      return { contents: compiled(outputFiles[0].text), loader: "js" };
    });
  },
};

function compiled(text) {
  return `
    const { compileFunction } = require("node:vm");
    const names = ["exports", "require", "module", "__filename"];
    const run = compileFunction(${JSON.stringify(text)}, names, { filename: __filename + ":work" });
    run(exports, require, module, __filename);`;
}

const outfile = "dist/drydock.cjs";
await build({
  ...options,
  entryPoints: [".pipeline/local/main.ts"],
  outfile,
  plugins: [asText],
  banner: { js: `#!/usr/bin/env node\nrequire("node:module").enableCompileCache?.();${bundle}` },
});
await chmod(outfile, 0o755);
