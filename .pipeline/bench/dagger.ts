import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { execa } from "execa";
import { shipped } from "../local/shipped.ts";
import { type Command, output, runCommand } from "./command.ts";
import type { Figure } from "./figure.ts";
import { gitRepository } from "./gitRepository.ts";
import type { Scene } from "./scene.ts";
import { takeTurns } from "./takeTurns.ts";
import type { Workbench } from "./workbench.ts";

const OWN = "dagger call verdict";
const REFERENCE = "dagger call run-all of a module written by hand";
const CONFIGS = [".pylintrc", "black.toml", "mypy.ini", "pyproject.toml"];
const DRYDOCK = resolve(shipped(), "..");
/** What an exec may end with: the other module has the code of the tool that failed first. */
const ANY = Array.from({ length: 126 }, (_, code) => code);

/** Throws with a sentence where no engine answers. */
async function requireEngine(): Promise<void> {
  const { failed, exitCode, stderr } = await execa("dagger", ["-s", "core", "version"], { reject: false });
  if (!failed) return;
  if (exitCode === undefined) throw new Error("There is no dagger on PATH.");
  const [first = "nothing"] = stderr.split("\n").filter((line) => line.trim() !== "");
  throw new Error(`No Dagger engine answers. It says: ${first.trim()}`);
}

/** Drydock's module beside one that a team would write itself, on one engine. Both have run once before each part. */
export async function dagger({ bench, runs, say }: Scene): Promise<readonly Figure[]> {
  await requireEngine();
  const red = await repository(bench, "red", bench.root);
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
  const measured: Figure[] = [];
  for (const [title, folder, most, files, line] of parts) {
    const own = ownCall(bench, folder, folder === green ? [0] : [1]);
    const reference = referenceCall(bench, folder, folder === green ? [0] : ANY);
    say(`with Dagger: ${title}`);
    for (const command of [own, reference]) await runCommand(command);
    assertVerdict(own);
    const edits = editsOf(files, line);
    const [ownTurns, instead] = await takeTurns(
      // Two turns a round: what one has run, the other has not.
      [
        { name: OWN, before: edits.of(0), run: () => runCommand(own) },
        { name: REFERENCE, before: edits.of(1), run: () => runCommand(reference) },
      ],
      runs,
      say,
    );
    edits.undo();
    measured.push({ what: `with Dagger: ${title}`, unit: "ms", own: ownTurns, instead, aim: { of: "ratio", most } });
  }
  return measured;
}

type Line = (turn: number) => string;

/** A repository with that source, Drydock's configs, and the other module. */
async function repository(bench: Workbench, name: string, source: string): Promise<string> {
  const folder = join(bench.folder, "dagger", name);
  cpSync(source, join(folder, "src"), { recursive: true, filter: (path) => !/\.git$|__pycache__/.test(path) });
  for (const config of CONFIGS) cpSync(join(DRYDOCK, ".config", config), join(folder, ".config", config));
  const checks = ["lint", "format", "typecheck", "ruff"];
  writeFileSync(join(folder, ".config", "drydock.json"), JSON.stringify({ checks }));
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
  const make = (turn: number) => {
    for (const [file, text] of originals)
      writeFileSync(file, `${text.toString("latin1").trimEnd()}\n${line(turn)}\n`, "latin1");
  };
  return {
    /** The edits of the first or the second of two contenders. */
    of: (which: 0 | 1) => {
      let round = 0;
      return () => {
        make(round * 2 + which);
        round += 1;
      };
    },
    undo: () => {
      for (const [file, text] of originals) writeFileSync(file, text);
    },
  };
}

/** The module of middle size, by its path in the source. */
function middleModule(source: string): string {
  const sized = pythonFiles(source).map((path) => ({ path, size: statSync(path).size }));
  sized.sort((a, b) => a.size - b.size || (a.path < b.path ? -1 : 1));
  const middle = sized[sized.length >> 1];
  if (middle === undefined) throw new Error("There is no .py file to edit.");
  return relative(source, middle.path);
}
