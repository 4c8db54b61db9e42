import { spawn } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";
import { callsIn, found, outcome, recordingCall, type ShellResult, standIn } from "./daggerShell.ts";

const repository = resolve(import.meta.dirname, "../../..");
// What the scripts may call beside docker and its like.
const PROGRAMS =
  "awk cat chmod cp df dirname env grep id install mkdir mktemp mv rm sed sh sort stat stty tr true".split(" ");

/** A checkout with the real runner kit, and a PATH on which docker and its like are stand-ins. */
interface RunnerKit {
  /** Its path has a space. */
  readonly folder: string;
  /** For whatever a test writes. */
  readonly root: string;
  /** Puts a program on PATH that records its words and its environment, then does what the shell text says. */
  readonly program: (name: string, body?: string) => void;
  /** A docker that does, at the first of these beginnings of its words, what stands there; else nothing. */
  readonly docker: (answers: Readonly<Record<string, string>>) => void;
  readonly remove: (name: string) => void;
  readonly run: (script: string, args: readonly string[], options?: RunOptions) => Promise<KitResult>;
}

interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly stdin?: string;
}

interface KitResult extends ShellResult {
  /** The environment of each recorded call, one text. */
  readonly environments: string;
}

export function runnerKit(): RunnerKit {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "drydock-runner-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const checkout = join(root, "my app");
  const folder = join(checkout, ".docker/runner");
  const bin = join(root, "bin");
  const records = join(root, "records");
  for (const path of [checkout, bin, records]) mkdirSync(path);
  cpSync(join(repository, ".docker/runner"), folder, { recursive: true });
  rmSync(join(folder, "config"), { recursive: true, force: true });
  copyFileSync(join(repository, "dagger.json"), join(checkout, "dagger.json"));
  for (const name of PROGRAMS) symlinkSync(found(name), join(bin, name));
  const program = (name: string, body = "") =>
    standIn(bin, name, `${recordingCall(name, `${records}/calls`)}\nenv >> '${records}/environments'\n${body}`);
  return {
    folder,
    root,
    program,
    docker: (answers) => {
      const cases = Object.entries(answers).map(([words, body]) => `${quoted(words)}*) ${body} ;;`);
      program("docker", `case "$*" in\n${cases.join("\n")}\n*) ;;\nesac`);
    },
    remove: (name) => rmSync(join(bin, name)),
    run: async (script, args, { env = {}, stdin } = {}) => {
      for (const name of readdirSync(records)) rmSync(join(records, name));
      const child = spawn(join(folder, script), args, { cwd: root, env: { PATH: bin, HOME: root, ...env } });
      // A script that refuses at once does not read to the end.
      child.stdin.on("error", () => undefined);
      child.stdin.end(stdin);
      const ended = await outcome(child);
      return { ...ended, calls: callsIn(recorded("calls")), environments: recorded("environments") };
    },
  };

  function recorded(name: string): string {
    const path = join(records, name);
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  }
}

/** One word for the shell. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
