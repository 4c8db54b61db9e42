import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cliProgram } from "../../local/cli/program.ts";
import { ROOT } from "../support/cli.ts";
import { cliCall, keptOutlet } from "../support/cliCall.ts";
import { markdownFiles } from "../support/markdownFiles.ts";

const PAGES = markdownFiles().filter(({ path }) => path !== "CHANGELOG.md");
const read = (name: string) => readFileSync(join(ROOT, name), "utf8");

/** What stands in blocks of code, line by line without comments, and in the prose between backticks. */
const codeOf = (text: string) => {
  const blocks = [...text.matchAll(/^( *)```\w*\n([\s\S]*?)^\1```$/gm)].flatMap(([, , block = ""]) =>
    block.split("\n").map((line) => line.replace(/(?:^|\s+)#.*/, "")),
  );
  const spans = [...text.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, "").matchAll(/`([^`]+)`/g)].map(
    ([, span = ""]) => span,
  );
  return { blocks, spans };
};
/** As a shell splits them, as far as the docs go. */
const wordsOf = (command: string) =>
  [...command.matchAll(/"([^"]*)"|'([^']*)'|([^\s"']+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? "",
  );
const codes = PAGES.flatMap(({ path, text }) => {
  const { blocks, spans } = codeOf(text);
  return [...blocks, ...spans].map((code) => ({ path, code: code.replaceAll(/\s+/g, " ") }));
});
/** What the docs say after this program, each once. */
const callsOf = (program: RegExp) => [
  ...new Set(codes.flatMap(({ code }) => [...code.matchAll(program)].map(([, rest = ""]) => rest.trim()))),
];

describe("the commands in the docs", () => {
  const calls = callsOf(/(?:^|[\s"])(?:drydock|node dist\/drydock\.cjs) ([a-z-][^|]*?)(?=$|")/g);

  it.each(calls)("drydock %s is what the CLI understands", async (call) => {
    const { error, err, requests, out } = await cliCall(...wordsOf(call));
    expect([error, err]).toEqual([undefined, ""]);
    expect(requests.length + out.length).toBeGreaterThan(0);
  });

  it("have every verb of the CLI in the README", () => {
    const verbs = program().commands.map((command) => command.name());
    const told = callsOf(/^drydock ([a-z-]+)/g);
    expect(verbs.filter((verb) => !["__complete", "help"].includes(verb) && !told.includes(verb))).toEqual([]);
  });

  it("name options of the CLI where the README names an option", () => {
    const { commands } = program();
    const ours = new Set(commands.flatMap(({ options }) => options.flatMap(({ long, short }) => [long, short])));
    const named = codeOf(read("README.md")).spans.flatMap((span) => /^(--[a-z][a-z-]*)/.exec(span)?.[1] ?? []);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((option) => !ours.has(option) && !OTHERS.includes(option))).toEqual([]);
  });

  it("name targets of the makefile, and scripts of package.json", () => {
    const makefile = read("makefile");
    const verbs = (/^VERBS := (.*)$/m.exec(makefile)?.[1] ?? "").split(" ");
    const targets = new Set([
      ...verbs,
      ...[...makefile.matchAll(/^([a-z][\w -]*):(?!=)/gm)].flatMap(([, names = ""]) => names.split(" ")),
    ]);
    const made = callsOf(/(?:^|\s|')make ((?:[a-z][\w-]*))(?=$|\s)/g);
    expect(made.length).toBeGreaterThan(10);
    expect(made.filter((target) => !targets.has(target))).toEqual([]);
    const scripts = Object.keys(JSON.parse(read("package.json")).scripts);
    expect(callsOf(/npm run ([\w:-]+)/g).filter((script) => !scripts.includes(script))).toEqual([]);
  });
});

/** Options of the benchmark and of the Dagger CLI. */
const OTHERS = ["--property", "--help"];

function program() {
  return cliProgram("1.2.3", { stdout: keptOutlet(), stderr: keptOutlet() }, async () => {});
}
