import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { execa } from "execa";
import { ROOT } from "./cli.ts";
import type { Asked } from "./daggerEndpoint.ts";
import { type Called, type Engine, withEngine } from "./daggerModule.ts";
import type { FunctionCall } from "./daggerScan.ts";
import { pinnedTools } from "./pinnedTools.ts";

const SDK = join(ROOT, "node_modules/@dagger.io/dagger/dist/src");

/** The module's folder and the working directory of its process, as in the container that the SDK makes for it. */
export interface Runtime {
  readonly module: string;
  readonly workdir: string;
}

/**
 * What runtime_bun.go of the SDK mounts: the module's own files, the SDK in one file, and the compiler beside it; nothing is
 * installed. The process starts elsewhere, in a folder where there is neither.
 */
export async function layOut(folder: string): Promise<Runtime> {
  const [module, workdir] = [join(folder, "src/.pipeline"), join(folder, "scratch")];
  const packages = join(module, "node_modules");
  for (const made of [workdir, join(module, "sdk"), join(packages, "@dagger.io")]) mkdirSync(made, { recursive: true });
  for (const name of ["src", "package.json", "tsconfig.json"])
    cpSync(join(ROOT, ".pipeline", name), join(module, name), { recursive: true });
  await build({
    entryPoints: [join(SDK, "index.js")],
    outfile: join(module, "sdk/core.js"),
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["typescript"],
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    logLevel: "error",
  });
  // The client that the engine generates is code; here the types are for the scanner, and the code is the SDK's own.
  const types = readFileSync(join(SDK, "api/client.gen.d.ts"), "utf8");
  writeFileSync(join(module, "sdk/client.gen.ts"), `export * from "./core.js";\n${types}`);
  writeFileSync(
    join(module, "sdk/index.ts"),
    `export { connection, func, check, generate, argument, object, entrypoint } from "./core.js";
     export * from "./client.gen.js";`,
  );
  symlinkSync(join(module, "sdk"), join(packages, "@dagger.io/dagger"));
  symlinkSync(join(ROOT, "node_modules/typescript"), join(packages, "typescript"));
  writeFileSync(
    join(module, "src/__dagger.entrypoint.ts"),
    `import { readdirSync } from "node:fs";
     import { entrypoint } from "@dagger.io/dagger";
     const here = import.meta.dirname;
     const files = readdirSync(here, { recursive: true }).map(String).filter((name) => name.endsWith(".ts"));
     entrypoint([here + "/../sdk/client.gen.ts", ...files.map((name) => here + "/" + name)]);`,
  );
  return { module, workdir };
}

/** Calls a function in a process of bun's own; gives what the process handed back to the engine, or throws its error. */
export async function callInBun(runtime: Runtime, call: FunctionCall, engine: Engine): Promise<Called<unknown>> {
  let given: unknown;
  let failed = false;
  const first: Engine["first"] = (asked) => {
    if (asked.chain[0] !== "currentFunctionCall" && !asked.chain[0]?.startsWith("argument:"))
      return asked.leaf === "name" && asked.chain.at(-1) === "currentModule" ? "drydock" : engine.first?.(asked);
    if (asked.leaf === "returnError") failed = true;
    if (asked.leaf === "returnValue") given = JSON.parse(JSON.parse(asked.leafArgs.slice("value: ".length)));
    return answerOf(call, asked);
  };
  const called = await withEngine({ ...engine, first }, () => startBun(runtime));
  const asked = called.asked.filter(
    ({ chain, leaf }) => !/^(currentFunctionCall|argument:)/.test(chain[0] ?? "") && leaf !== "name",
  );
  // The error's message is the last that an id was asked of.
  const [, message = ""] = /^error\(message: (".*")\)$/s.exec(called.identified.at(-1)?.[0] ?? "") ?? [];
  const error = failed ? new Error(JSON.parse(message)) : called.error;
  const identified = failed ? called.identified.slice(0, -1) : called.identified;
  return { value: given, error, asked, identified };
}

/** What the engine says about the call itself. */
function answerOf({ parentName, parentArgs, fnName, fnArgs }: FunctionCall, { chain, leaf }: Asked): unknown {
  const given = Object.entries(fnArgs);
  const argument = given[Number(/^argument:(\d+)$/.exec(chain[0] ?? "")?.[1])];
  if (argument !== undefined) return leaf === "name" ? argument[0] : JSON.stringify(argument[1]);
  if (leaf === "id") return given.map((_, at) => ({ id: `argument:${at}` }));
  return { parentName, name: fnName, parent: JSON.stringify(parentArgs) }[leaf] ?? null;
}

async function startBun({ module, workdir }: Runtime): Promise<void> {
  const { platform, arch } = process;
  const name = `@oven/bun-${platform}-${arch === "arm64" ? "aarch64" : "x64-baseline"}`;
  const bun = join(pinnedTools("bun"), "node_modules", name, "bin/bun");
  // Nobody listens there: what is missing cannot be had from anywhere.
  const env = { npm_config_registry: "http://127.0.0.1:9" };
  const words = ["run", join(module, "src/__dagger.entrypoint.ts")];
  const { exitCode, all } = await execa(bun, words, { cwd: workdir, env, reject: false, all: true });
  if (all !== "" || (exitCode !== 0 && exitCode !== 1)) throw new Error(`bun ended with ${exitCode}: ${all}`);
}
