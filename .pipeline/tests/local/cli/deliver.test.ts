import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { writeReports } from "../../../local/cli/deliver.ts";
import type { ReportTarget } from "../../../local/cli/options.ts";
import { temporaryName } from "../../../local/files/staging.ts";
import { renderJson } from "../../../src/report/reports.ts";
import { renderText } from "../../../src/report/text.ts";
import { keptOutlet } from "../../support/cliCall.ts";
import { RICH_RUN } from "../../support/sampleRun.ts";
import { testFolder } from "../../support/testFolder.ts";

const JSON_TEXT = renderJson(RICH_RUN);

function write(cwd: string, ...targets: readonly ReportTarget[]) {
  const stdout = keptOutlet();
  const attempt = () => writeReports(RICH_RUN, { lines: new Map() }, targets, { cwd, stdout });
  return { attempt, stdout };
}

function attempted(attempt: () => void): string {
  try {
    attempt();
    return "written";
  } catch (error) {
    return String(error);
  }
}

const json = (path: string, links?: "folder" | "none"): ReportTarget => {
  return { format: "json", path, ...(links === undefined ? {} : { links }) };
};

describe("reports are written", () => {
  it("each to its file, with the folders above it, or to the standard output", () => {
    const folder = testFolder();
    const { attempt, stdout } = write(folder, json("a/b/run.json"), { format: "text", path: "-" });
    attempt();
    expect(readFileSync(join(folder, "a/b/run.json"), "utf8")).toBe(JSON_TEXT);
    expect(stdout.written()).toBe(renderText(RICH_RUN));
    expect(readdirSync(join(folder, "a/b"))).toEqual(["run.json"]);
  });

  it("in place of an older one, by a new file: who reads the old one has it to its end", () => {
    const folder = testFolder({ "run.json": "old" });
    const before = lstatSync(join(folder, "run.json")).ino;
    write(folder, json("run.json")).attempt();
    expect(readFileSync(join(folder, "run.json"), "utf8")).toBe(JSON_TEXT);
    expect(lstatSync(join(folder, "run.json")).ino).not.toBe(before);
  });

  it("through a symbolic link that the user named, which stays", () => {
    const folder = testFolder({ "real/run.json": "old" });
    symlinkSync("real/run.json", join(folder, "run.json"));
    write(folder, json("run.json")).attempt();
    expect(lstatSync(join(folder, "run.json")).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, "real/run.json"), "utf8")).toBe(JSON_TEXT);
  });

  it("into a pipe as it is", async () => {
    const folder = testFolder();
    await execa("mkfifo", ["pipe"], { cwd: folder });
    const reader = execa("cat", [join(folder, "pipe")], { stripFinalNewline: false });
    const { attempt } = write(folder, json("pipe"));
    // The reader has the pipe open only some time after it was started; before, there is none.
    await expect.poll(() => attempted(attempt), { timeout: 10_000 }).toBe("written");
    expect((await reader).stdout).toBe(JSON_TEXT);
    expect(lstatSync(join(folder, "pipe")).isFIFO()).toBe(true);
  });

  it("after what the file holds, where it is shared", () => {
    const folder = testFolder({ summary: "# Before\n" });
    write(folder, { format: "json", path: "summary", append: true }).attempt();
    expect(readFileSync(join(folder, "summary"), "utf8")).toBe(`# Before\n${JSON_TEXT}`);
  });
});

describe("a symbolic link that a repository holds", () => {
  it.each(["folder", "none"] as const)("in the place of a report is replaced, not followed (%s)", (links) => {
    const folder = testFolder({ "home/.bashrc": "mine", ".reports/": "" });
    symlinkSync("../home/.bashrc", join(folder, ".reports/run.json"));
    symlinkSync("../home/new", join(folder, ".reports/dangling.json"));
    symlinkSync("../home", join(folder, ".reports/folder.json"));
    const names = ["run.json", "dangling.json", "folder.json"];
    write(folder, ...names.map((name) => json(`.reports/${name}`, links))).attempt();
    expect(readdirSync(join(folder, "home"))).toEqual([".bashrc"]);
    expect(readFileSync(join(folder, "home/.bashrc"), "utf8")).toBe("mine");
    expect(readFileSync(join(folder, ".reports/run.json"), "utf8")).toBe(JSON_TEXT);
    for (const name of names) expect(lstatSync(join(folder, ".reports", name)).isFile()).toBe(true);
  });

  it.each(["home", "missing"])("in place of a folder is rejected, reported once and never followed (%s)", (to) => {
    const folder = testFolder({ "home/": "", "out/": "" });
    symlinkSync(join("..", to), join(folder, "out/below"));
    const { attempt } = write(folder, json("out/below/run.json", "none"), json("out/below/a/b.json", "none"));
    const why = "out/below is a symbolic link; remove it, or name its target with --output-dir";
    const both = "json in out/below/run.json, json in out/below/a/b.json";
    expect(attempt).toThrow(`These reports could not be written:\n  ${both}: ${why}`);
    expect(readdirSync(folder).sort()).toEqual(["home", "out"]);
    expect(readdirSync(join(folder, "home"))).toEqual([]);
  });

  it("is followed where the user named the folder", () => {
    const folder = testFolder({ "real/": "" });
    symlinkSync("real", join(folder, "out"));
    write(folder, json("out/run.json", "folder")).attempt();
    expect(readFileSync(join(folder, "real/run.json"), "utf8")).toBe(JSON_TEXT);
  });

  it("above the working directory is the user's own", () => {
    const folder = testFolder({ "real/": "" });
    symlinkSync("real", join(folder, "here"));
    write(join(folder, "here"), json(".reports/run.json", "none")).attempt();
    expect(readFileSync(join(folder, "real/.reports/run.json"), "utf8")).toBe(JSON_TEXT);
  });
});

it("what a run that was killed left of a report goes with the next one", () => {
  const own = /-(\w+)-/.exec(temporaryName().replace(".drydock", ""))?.[1];
  const folder = testFolder({ [`.drydock-${own}-999999999-00000000.tmp`]: "half", ".drydock-notes.tmp": "mine" });
  write(folder, json("run.json")).attempt();
  expect(readdirSync(folder).sort()).toEqual([".drydock-notes.tmp", "run.json"]);
});

describe("a report that can't be written", () => {
  it("is named with the reason, after all others were written", () => {
    const folder = testFolder({ file: "", "dir/x": "" });
    const { attempt } = write(folder, json("file/run.json"), json("dir"), json("good.json"));
    expect(attempt).toThrow(
      /^These reports could not be written:\n {2}json in file\/run\.json: E\w+.*\n {2}json in dir: EISDIR/,
    );
    expect(existsSync(join(folder, "good.json"))).toBe(true);
  });

  it.runIf(existsSync("/proc/self"))("ends where no folder can be made", () => {
    const { attempt } = write(testFolder(), json("/proc/no-such/run.json"));
    expect(attempt).toThrow(/json in \/proc\/no-such\/run\.json: ENOENT/);
  });

  it("includes a pipe without a reader: nothing waits for one", async () => {
    const folder = testFolder();
    await execa("mkfifo", ["pipe"], { cwd: folder });
    expect(write(folder, json("pipe")).attempt).toThrow(/json in pipe: ENXIO/);
  });

  it("leaves nothing behind, and the older one as it was", () => {
    const folder = testFolder();
    mkdirSync(join(folder, "out/run.json"), { recursive: true });
    chmodSync(join(folder, "out"), 0o755);
    expect(write(folder, json("out/run.json")).attempt).toThrow(/broken|EISDIR/);
    expect(readdirSync(join(folder, "out"))).toEqual(["run.json"]);
  });
});
