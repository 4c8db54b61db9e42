import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { shipped } from "../local/shipped.ts";
import { type Command, output, runCommand } from "./command.ts";
import { middleModule } from "./edited.ts";
import { gitRepository } from "./gitRepository.ts";
import { type Part, ratios } from "./part.ts";
import type { Scene } from "./scene.ts";
import { takeTurns } from "./takeTurns.ts";
import type { Workbench } from "./workbench.ts";

const OWN = "dagger call verdict";
const REFERENCE = "dagger call run-all of a module written by hand";
const DRYDOCK = resolve(shipped(), "..");
/** What an exec may end with: the other module has the code of the tool that failed first. */
const ANY = Array.from({ length: 126 }, (_, code) => code);

/** Why nothing can be measured with Dagger, in a sentence; undefined where an engine answers. */
export async function daggerTrouble(): Promise<string | undefined> {
  const { failed, exitCode, stderr } = await execa("dagger", ["-s", "core", "version"], { reject: false });
  if (!failed) return undefined;
  if (exitCode === undefined) return "There is no dagger on PATH, so nothing is measured with it.";
  const [first = "nothing"] = stderr.split("\n").filter((line) => line.trim() !== "");
  return `No Dagger engine answers, so nothing is measured with it. It says: ${first.trim()}`;
}

/** Drydock's module beside one that a team would write itself, on one engine. Both have run once before each part. */
export async function dagger({ bench, runs, say }: Scene): Promise<readonly Part[]> {
  const red = await repository(bench, "red", bench.source);
  const green = await repository(bench, "green", join(DRYDOCK, "src"));
  const config = join(red, ".config", "mypy.ini");
  const module = middleModule(join(red, "src"));
  const sources = pythonFiles(join(red, "src"));
  const edit = (turn: number) => `# edit ${turn}`;
  const parts: readonly [title: string, folder: string, most: number, files: readonly string[], line: Line][] = [
    ["green, nothing changed", green, 1.25, [], edit],
    ["red, nothing changed", red, 1, [], edit],
    ["mypy.ini edited", red, 1, [config], (turn) => `${edit(turn)}\nwarn_unreachable = ${turn % 4 < 2}`],
    [`one module edited (${module})`, red, 1.25, [join(red, "src", module)], edit],
    ["every module edited, tools installed", red, 1.25, sources, edit],
  ];
  const measured: Part[] = [];
  for (const [title, folder, most, files, line] of parts) {
    const own = ownCall(bench, folder, folder === green ? [0] : [1]);
    const reference = referenceCall(bench, folder, folder === green ? [0] : ANY);
    say(`with Dagger: ${title}`);
    for (const command of [own, reference]) await runCommand(command);
    assertVerdict(own);
    const edits = editsOf(files, line);
    const turns = await takeTurns(
      // Two turns a round: what one has run, the other has not.
      [
        { name: OWN, before: (round) => edits.make(round * 2), run: () => runCommand(own) },
        { name: REFERENCE, before: (round) => edits.make(round * 2 + 1), run: () => runCommand(reference) },
      ],
      runs,
      say,
    );
    edits.undo();
    measured.push(partOf(title, most, turns));
  }
  return measured;
}

type Line = (turn: number) => string;

function partOf(title: string, most: number, turns: Awaited<ReturnType<typeof takeTurns>>): Part {
  const values = ratios(turns.get(OWN)?.ms ?? [], turns.get(REFERENCE)?.ms ?? []);
  return {
    title: `With Dagger: ${title}`,
    measurements: [...turns].map(([name, { ms }]) => ({ name, unit: "ms", values: ms })),
    targets: [{ claim: `${OWN} ÷ the other, ${title}`, values, by: "median", most, show: (value) => value.toFixed(2) }],
  };
}

/** A repository with that source, Drydock's configs, and the other module. */
async function repository(bench: Workbench, name: string, source: string): Promise<string> {
  const folder = join(bench.folder, "dagger", name);
  cpSync(source, join(folder, "src"), { recursive: true, filter: (path) => !/\.git$|__pycache__/.test(path) });
  cpSync(bench.config, join(folder, ".config"), { recursive: true });
  cpSync(join(import.meta.dirname, "reference"), join(folder, "reference"), { recursive: true });
  await gitRepository(folder);
  return folder;
}

function ownCall(bench: Workbench, folder: string, exits: readonly number[]): Command {
  const places = ["--source", "src", "--source-path", "src", "--config", ".config", "--config-path", ".config"];
  return call(bench, folder, OWN, exits, [DRYDOCK, "--repository", ".", ...places, "verdict", "stdout"]);
}

function referenceCall(bench: Workbench, folder: string, exits: readonly number[]): Command {
  return call(bench, folder, REFERENCE, exits, ["./reference", "--source", "src", "--config", ".config", "run-all"]);
}

function call(
  bench: Workbench,
  cwd: string,
  name: string,
  exits: readonly number[],
  words: readonly string[],
): Command {
  const own = Object.entries(process.env).filter(([key, value]) => value !== undefined && !/^(NODE_|npm_)/.test(key));
  const env = { ...(Object.fromEntries(own) as Record<string, string>), DAGGER_NO_NAG: "1", DO_NOT_TRACK: "1" };
  return { name, file: "dagger", args: ["call", "-s", "-m", ...words], cwd, env, exits, log: bench.log(name) };
}

/** Throws where the call ended with the code of findings for another reason: Dagger has no other. */
function assertVerdict(command: Command): void {
  if (!/^lint (passed|failed)/m.test(output(command))) throw new Error(`${OWN} gave no verdict:\n${output(command)}`);
}

function pythonFiles(folder: string): readonly string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return paths.filter((path) => path.endsWith(".py")).map((path) => join(folder, path));
}

/** Adds a line to each of the files, another in each turn. */
function editsOf(files: readonly string[], line: Line) {
  const originals = files.map((file) => [file, readFileSync(file)] as const);
  return {
    make: (turn: number) => {
      for (const [file, text] of originals)
        writeFileSync(file, `${text.toString("latin1").trimEnd()}\n${line(turn)}\n`, "latin1");
    },
    undo: () => {
      for (const [file, text] of originals) writeFileSync(file, text);
    },
  };
}
