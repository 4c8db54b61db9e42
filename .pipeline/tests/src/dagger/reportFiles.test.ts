import { expect, test } from "vitest";
import { reportFiles, runChecks } from "../../../src/dagger/door.ts";
import { linesFrom } from "../../../src/flow/sourceLines.ts";
import { type Format, REPORTS } from "../../../src/report/reports.ts";
import { type Engine, recorded, state, toolOf, withEngine } from "../../support/daggerModule.ts";
import { takenFolder } from "../../support/takenFolder.ts";
import { timeless } from "../../support/writtenReports.ts";

const LINES: readonly (readonly [number, string])[] = [[2, "import os"]];
const LINE_URL = "https://gitlab.example/app/-/blob/main/{path}#L{line}";
const engine: Engine = {
  tool: (argv) => (["ruff", "mypy"].includes(toolOf(argv)) ? recorded(argv, "findings") : undefined),
  lines: { "src/pkg/poor.py": LINES },
};

/** The files that the module hands over, by name. */
async function written(): Promise<ReadonlyMap<string, string>> {
  let files: ReadonlyMap<string, string> = new Map();
  const first: Engine["first"] = (asked) => {
    files = takenFolder(asked) ?? files;
    return undefined;
  };
  await withEngine({ ...engine, first }, () => reportFiles(state(), LINE_URL));
  return files;
}

test("the module's report has every file, and each is what the host writes of the same run, byte for byte", async () => {
  const files = await written();
  expect([...files.keys()].sort()).toEqual(
    Object.values(REPORTS)
      .map(({ file }) => file)
      .sort(),
  );
  const { value: run } = await withEngine(engine, () => runChecks(state(), "all"));
  if (run === undefined) throw new Error("There was no run.");
  const context = { lines: new Map([["src/pkg/poor.py", linesFrom(LINES)]]), lineUrl: LINE_URL };
  expect(run.totals.findings).toBeGreaterThan(2);
  for (const [format, { file, render }] of Object.entries(REPORTS)) {
    expect(timeless(files.get(file) ?? "") === timeless(render(run, context)), `${format} is the same`).toBe(true);
  }
  const excerpted: readonly Format[] = ["html", "sarif"];
  for (const format of excerpted) expect(files.get(REPORTS[format].file)?.includes("import os"), format).toBe(true);
  expect(files.get("summary.md")).toContain("https://gitlab.example/app/-/blob/main/src/");
});
