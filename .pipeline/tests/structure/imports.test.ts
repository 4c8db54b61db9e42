import { describe, expect, test } from "vitest";
import { sourceFiles } from "../support/sourceFiles.ts";

const FILES = sourceFiles();

/** The rooms of the house: what lies in which, and which others each may import; its own it may always. */
const ROOMS: readonly { readonly room: string; readonly holds: RegExp; readonly from: readonly string[] }[] = [
  {
    room: "model",
    holds:
      /^src\/(model\/\w+|events|errors|ignore|fillIn|configTrouble|decides|secondTry|tools|nothingToCheck|lock|masked)\.ts$/,
    from: [],
  },
  { room: "order", holds: /^src\/(findingOrder|severity)\.ts$/, from: ["model"] },
  { room: "parse", holds: /^src\/parse\//, from: ["model"] },
  { room: "report", holds: /^src\/report\//, from: ["model", "order"] },
  {
    room: "settings",
    holds: /^src\/(settings|settingsOverrides|requireLineUrl|jsonFault)\.ts$/,
    from: ["model", "report"],
  },
  { room: "catalog", holds: /^src\/(catalog|commands|\w+Commands|selectChecks)\.ts$/, from: ["model", "parse"] },
  { room: "plan", holds: /^src\/plan\.ts$/, from: ["model"] },
  { room: "judge", holds: /^src\/(judge|doubt|olderPython|formatters)\.ts$/, from: ["model", "order", "place"] },
  { room: "run", holds: /^src\/(run|sumUp|sourceLines)\.ts$/, from: ["model", "catalog", "plan", "judge"] },
  {
    room: "door",
    holds: /^src\/(index|dagger\/(door|changes|checkOutcome|openProject|sourceLinks|sourceContext))\.ts$/,
    from: ["src"],
  },
  { room: "dagger", holds: /^src\/dagger\//, from: ["model"] },
  { room: "local door", holds: /^local\/main\.ts$/, from: ["src", "local"] },
  // The page of the HTML report: it runs in a browser, from the file that `npm run page` bundles.
  { room: "page", holds: /^page\//, from: ["model", "order", "report"] },
  { room: "cli", holds: /^local\/(cli|completion)\/|^local\/completion\.ts$/, from: ["src", "local"] },
  { room: "ui", holds: /^local\/ui\//, from: ["src"] },
  { room: "engine", holds: /^local\//, from: ["src"] },
];

/** One parser's file that others may use: a tool's words are made free of the machine's paths in one place. */
const PLACE = "src/parse/place.ts";

function roomOf(path: string): string {
  return ROOMS.find(({ holds }) => holds.test(path))?.room ?? "no room";
}

/** Whether a file of that room may import that file. */
function allowed(room: string, imported: string): boolean {
  const from = ROOMS.find((one) => one.room === room)?.from ?? [];
  const target = roomOf(imported);
  // Doors are for entering: nobody in the house imports one.
  if (target === "door" || target === "local door") return room === "door" && target === "door";
  const names = [room, ...from];
  if (names.includes(target) || (names.includes("place") && imported === PLACE)) return true;
  return (
    (names.includes("src") && imported.startsWith("src/")) || (names.includes("local") && imported.startsWith("local/"))
  );
}

test("every file has a room, and every room a file", () => {
  expect(FILES.filter(({ path }) => roomOf(path) === "no room").map(({ path }) => path)).toEqual([]);
  const lived = new Set(FILES.map(({ path }) => roomOf(path)));
  expect(ROOMS.filter(({ room }) => !lived.has(room))).toEqual([]);
});

test("every import of ours names a file that is there", () => {
  const paths = new Set(FILES.map(({ path }) => path));
  const lost = FILES.flatMap(({ path, ours }) =>
    ours.filter((name) => !paths.has(name)).map((name) => `${path} → ${name}`),
  );
  expect(lost).toEqual([]);
});

describe.each(ROOMS.map(({ room, from }) => ({ room, from: from.join(", ") || "nothing of ours" })))(
  "$room",
  ({ room, from }) => {
    test(`imports itself and ${from}`, () => {
      const files = FILES.filter(({ path }) => roomOf(path) === room);
      const wrong = files.flatMap(({ path, ours }) =>
        ours.filter((imported) => !allowed(room, imported)).map((imported) => `${path} → ${imported}`),
      );
      expect(wrong).toEqual([]);
    });
  },
);

test("the house never imports the workshop", () => {
  const wrong = FILES.filter(
    ({ path, ours }) => path.startsWith("src/") && ours.some((name) => !name.startsWith("src/")),
  );
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test("nobody imports the page, and it needs no package", () => {
  const strangers = FILES.filter(
    ({ path, ours }) => !path.startsWith("page/") && ours.some((name) => name.startsWith("page/")),
  );
  expect(strangers.map(({ path }) => path)).toEqual([]);
  expect(FILES.filter(({ path, foreign }) => path.startsWith("page/") && foreign.length > 0)).toEqual([]);
});

test("UI and engine never meet", () => {
  const meets = (room: string, other: string) =>
    FILES.filter(({ path, ours }) => roomOf(path) === room && ours.some((name) => roomOf(name) === other));
  expect([...meets("ui", "engine"), ...meets("engine", "ui")].map(({ path }) => path)).toEqual([]);
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

test("only the front door and its room know Dagger, and nothing else in the house knows a package or Node", () => {
  for (const { path, foreign } of FILES.filter((file) => file.path.startsWith("src/"))) {
    const dagger = path === "src/index.ts" || path.startsWith("src/dagger/");
    // Dagger's runtime is Node, so that its room may ask it for the core count.
    const known = dagger
      ? foreign.filter((name) => name !== "@dagger.io/dagger" && !name.startsWith("node:"))
      : foreign;
    expect({ path, foreign: known }).toEqual({ path, foreign: [] });
  }
  expect(
    FILES.filter(({ path, foreign }) => path.startsWith("local/") && foreign.includes("@dagger.io/dagger")),
  ).toEqual([]);
});

test("the house reads no argv, no environment, no clock and no stream", () => {
  const world =
    /\b(?:process|console|globalThis|performance|Deno|Bun)\b\s*[.[?]|\bDate\.now\b|\bnew Date\b|\bset(?:Timeout|Interval)\b|\bfetch\(|\bMath\.random\b/;
  // The page's bundle is a text here; what it does, it does in a browser.
  const core = FILES.filter(
    ({ path }) =>
      path.startsWith("src/") && !["door", "dagger"].includes(roomOf(path)) && !path.endsWith("/pageAssets.ts"),
  );
  expect(core.filter(({ code }) => world.test(code)).map(({ path }) => path)).toEqual([]);
});

test("only the CLI's door ends the process, and reads argv and the streams", () => {
  const doors = /\bprocess\.(?:exit|exitCode|abort|argv|stdin|stdout|stderr)\b/;
  expect(FILES.filter(({ code }) => doors.test(code)).map(({ path }) => path)).toEqual(["local/main.ts"]);
});

test("only the CLI's door and the folder of the cache read the environment", () => {
  expect(FILES.filter(({ code }) => /\bprocess\.env\b/.test(code)).map(({ path }) => path)).toEqual(["local/main.ts"]);
});
