import { spawnSync } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openProject } from "../../../src/dagger/openProject.ts";
import { sourceContext } from "../../../src/dagger/sourceContext.ts";
import { linesOf } from "../../../src/flow/sourceLines.ts";
import { type Engine, state, withEngine } from "../../support/daggerModule.ts";
import { sampleFinding, sampleResult, sampleRun } from "../../support/sampleRun.ts";
import { PIPELINE } from "../../support/sourceFiles.ts";
import { takenFolder } from "../../support/takenFolder.ts";
import { testFolder } from "../../support/testFolder.ts";

const RUN = sampleRun([
  sampleResult({
    check: "ruff",
    verdict: "failed",
    findings: [sampleFinding({ path: "src/a b.py", line: 4 }), sampleFinding({ path: "elsewhere.py" })],
  }),
]);
const context = (engine: Engine, run = RUN, lineUrl = "") =>
  withEngine(engine, async () => sourceContext(run, await openProject(state()), lineUrl));

describe("the lines of findings in Dagger", () => {
  it("are asked for in one command, by paths from the root", async () => {
    let files: ReadonlyMap<string, string> = new Map();
    const first: Engine["first"] = (one) => {
      files = takenFolder(one) ?? files;
      return undefined;
    };
    const engine = { lines: { "src/a b.py": [[4, "x = 1"]] }, first } as const;
    const { value, asked } = await context(engine, RUN, "https://x/{path}");
    expect(value).toEqual({ lines: new Map([["src/a b.py", new Map([[4, "x = 1"]])]]), lineUrl: "https://x/{path}" });
    const asking = asked.filter(({ argv }) => argv.some((word) => word.endsWith("drydock_lines.py")));
    expect(asking).toHaveLength(1);
    expect(JSON.parse(files.get("lines.json") ?? "")).toEqual({
      "src/a b.py": [2, 3, 4, 5, 6],
      "elsewhere.py": [1, 2, 3],
    });
    expect(asking[0]?.chain.join("\n")).toContain('"/opt/drydock/request/lines.json"]');
  });

  it("are not asked for when nothing was found", async () => {
    const { value, asked } = await context({}, sampleRun([]));
    expect(value).toEqual({ lines: new Map() });
    expect(asked.some(({ argv }) => argv.some((word) => word.endsWith("drydock_lines.py")))).toBe(false);
  });

  it("that could not be read are said so", async () => {
    const first: Engine["first"] = ({ argv }) =>
      argv.some((word) => word.endsWith("drydock_lines.py")) ? { error: "no space left" } : undefined;
    expect((await context({ first })).error?.message).toMatch(/^The lines that findings are about could not be read/);
  });
});

describe("drydock_lines.py", () => {
  function printed(folder: string, wanted: object): Record<string, [number, string][]> {
    writeFileSync(join(folder, "wanted.json"), JSON.stringify(wanted));
    const script = join(PIPELINE, "python/drydock_lines.py");
    const { stdout, stderr } = spawnSync("python3", ["-I", script, folder, join(folder, "wanted.json")], {
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    return JSON.parse(stdout);
  }

  it("gives the same lines as the host, whatever is in the file", () => {
    const folder = testFolder();
    const bytes = Buffer.concat([
      Buffer.from("\ufeffé\r\n\r\x0c\x85\u2028b\n"),
      Buffer.from([0xff, 0xfe, 0xc3, 0x0a, 0xed, 0xa0, 0x80, 0xf0, 0x9f, 0x98, 0x0a]),
      Buffer.from("😀\x1b[31m\0\n\nend"),
    ]);
    writeFileSync(join(folder, "a.py"), bytes);
    const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    const { "a.py": lines = [] } = printed(folder, { "a.py": numbers });
    expect(lines).toEqual([...linesOf(new TextDecoder().decode(bytes), numbers)]);
    expect(lines).toHaveLength(8);
  });

  it("reads nothing but regular files in the folder", () => {
    const folder = testFolder({ "src/a.py": "a\n", "src/sub/b.py": "b\n", "out.py": "secret\n" });
    symlinkSync("a.py", join(folder, "src/link.py"));
    symlinkSync("sub", join(folder, "src/linked"));
    const paths = [
      "sub/b.py",
      "../out.py",
      "sub/../../out.py",
      "link.py",
      "linked/b.py",
      "sub",
      "gone.py",
      "",
      "/etc/hosts",
    ];
    const wanted = Object.fromEntries(paths.map((path) => [path, [1]]));
    writeFileSync(join(folder, "wanted.json"), JSON.stringify(wanted));
    expect(printed(join(folder, "src"), wanted)).toEqual({ "sub/b.py": [[1, "b"]] });
  });
});
