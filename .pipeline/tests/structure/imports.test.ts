import { describe, expect, test } from "vitest";
import { sourceFiles } from "../support/sourceFiles.ts";

const FILES = sourceFiles();

/**
 * The layers: which files are in each, and which other layers it may import; it may always import its own. A file belongs
 * to the first layer that fits.
 */
const LAYERS: readonly { readonly layer: string; readonly holds: RegExp; readonly from: readonly string[] }[] = [
  { layer: "index", holds: /^src\/index\.ts$/, from: ["model", "checks", "report", "flow", "dagger"] },
  { layer: "dagger", holds: /^src\/dagger\//, from: ["model", "checks", "report", "flow"] },
  { layer: "checks", holds: /^src\/checks\//, from: ["model"] },
  { layer: "report", holds: /^src\/report\//, from: ["model"] },
  { layer: "flow", holds: /^src\/flow\//, from: ["model", "checks"] },
  // The nouns, and what every layer uses: the files in `src` itself.
  { layer: "model", holds: /^src\/\w+\.ts$/, from: [] },
  { layer: "main", holds: /^local\/main\.ts$/, from: ["model", "cli", "ui", "local"] },
  {
    layer: "cli",
    holds: /^local\/(cli|completion)(\/|\.ts$)/,
    from: ["model", "checks", "report", "flow", "ui", "local"],
  },
  { layer: "ui", holds: /^local\/ui\//, from: ["model", "checks", "report", "flow"] },
  { layer: "local", holds: /^local\//, from: ["model", "checks", "report", "flow"] },
  // It runs in a browser, from the file that `npm run page` bundles.
  { layer: "page", holds: /^page\//, from: ["model", "report"] },
];

const layerOf = (path: string) => LAYERS.find(({ holds }) => holds.test(path))?.layer ?? "none";

test("every file has a layer, and every layer a file", () => {
  expect(FILES.filter(({ path }) => layerOf(path) === "none").map(({ path }) => path)).toEqual([]);
  const lived = new Set(FILES.map(({ path }) => layerOf(path)));
  expect(LAYERS.filter(({ layer }) => !lived.has(layer))).toEqual([]);
});

test("every import of ours names a file that is there", () => {
  const paths = new Set(FILES.map(({ path }) => path));
  const lost = FILES.flatMap(({ path, ours }) =>
    ours.filter((name) => !paths.has(name)).map((name) => `${path} → ${name}`),
  );
  expect(lost).toEqual([]);
});

describe.each(LAYERS)("$layer", ({ layer, from }) => {
  test(`imports itself and ${from.join(", ") || "nothing of ours"}`, () => {
    const files = FILES.filter(({ path }) => layerOf(path) === layer);
    const wrong = files.flatMap(({ path, ours }) =>
      ours.filter((name) => ![layer, ...from].includes(layerOf(name))).map((name) => `${path} → ${name}`),
    );
    expect(wrong).toEqual([]);
  });
});

test("no file imports itself by a detour", () => {
  const imports = new Map(FILES.map(({ path, ours }) => [path, ours]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) cycles.push([...way.slice(way.indexOf(path)), path].join(" → "));
    if (way.includes(path) || done.has(path)) return;
    for (const next of imports.get(path) ?? []) visit(next, [...way, path]);
    done.add(path);
  };
  for (const { path } of FILES) visit(path, []);
  expect(cycles).toEqual([]);
});

/** Every runtime of the SDK has it; the page, which runs in a browser, does not import its user. */
const HASHES = "src/report/fingerprints.ts";

test("only the front door and its layer know Dagger; nothing else in src, and no page, knows a package or Node", () => {
  const strangers = FILES.flatMap(({ path, foreign }) => {
    // Dagger's runtime is Node, so that its layer may ask it for the core count.
    const dagger = ["index", "dagger"].includes(layerOf(path));
    const allowed = (name: string) => {
      if (path.startsWith("local/")) return name !== "@dagger.io/dagger";
      if (path === HASHES) return name === "node:crypto";
      return dagger && (name === "@dagger.io/dagger" || name.startsWith("node:"));
    };
    return foreign.filter((name) => !allowed(name)).map((name) => `${path} → ${name}`);
  });
  expect(strangers).toEqual([]);
});

test("the core reads no argv, no environment, no clock and no stream", () => {
  const world =
    /\b(?:process|console|globalThis|performance|Deno|Bun)\b\s*[.[?]|\bDate\.now\b|\bnew Date\b|\bset(?:Timeout|Interval)\b|\bfetch\(|\bMath\.random\b/;
  // The page's bundle is a text here; what it does, it does in a browser.
  const core = FILES.filter(
    ({ path }) => ["model", "checks", "report", "flow"].includes(layerOf(path)) && !path.endsWith("/pageAssets.ts"),
  );
  expect(core.filter(({ code }) => world.test(code)).map(({ path }) => path)).toEqual([]);
});

test("only the CLI's door ends the process, and reads argv, the streams and the environment", () => {
  const doors = /\bprocess\.(?:exit|exitCode|abort|argv|stdin|stdout|stderr|env)\b/;
  expect(FILES.filter(({ code }) => doors.test(code)).map(({ path }) => path)).toEqual(["local/main.ts"]);
});
