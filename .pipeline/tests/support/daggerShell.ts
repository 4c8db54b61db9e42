import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";

const repository = resolve(import.meta.dirname, "../../..");
// What the script may call beside docker and dagger.
const PROGRAMS = "awk cat dirname id mkfifo mktemp rm sed sh stat tee uname".split(" ");

/** A checkout with the real script, and a PATH on which docker and its like only write down how they are called. */
export interface ShellWorld {
  /** Its path has a space, a comma, a colon and quotes. */
  readonly checkout: string;
  readonly socket: string;
  /** Puts a program on PATH: it records its words, then does what the shell text says. */
  readonly program: (name: string, body?: string) => void;
  /** Folder of the PATH. */
  readonly bin: string;
  /** Both call dagger.sh, or the script of .docker/ that is named. */
  readonly start: (args: readonly string[], env?: NodeJS.ProcessEnv, script?: string) => ChildProcess;
  readonly run: (args: readonly string[], env?: NodeJS.ProcessEnv, script?: string) => Promise<ShellResult>;
  readonly close: () => void;
}

export interface ShellResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The words of each recorded call, the program first. */
  readonly calls: readonly (readonly string[])[];
}

export async function shellWorld(): Promise<ShellWorld> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "drydock-shell-")));
  const checkout = join(root, 'my "own", app: it\'s');
  const bin = join(root, "bin");
  const record = join(root, "calls");
  const socket = join(root, "docker.sock");
  for (const folder of [checkout, bin]) mkdirSync(folder);
  cpSync(join(repository, ".docker"), join(checkout, ".docker"), { recursive: true });
  cpSync(join(repository, "dagger.json"), join(checkout, "dagger.json"));
  for (const name of PROGRAMS) symlinkSync(found(name), join(bin, name));
  const server = await listening(socket);
  const start = (args: readonly string[], env: NodeJS.ProcessEnv = {}, script = "dagger.sh") =>
    spawn(join(checkout, ".docker", script), args, {
      cwd: root,
      env: { PATH: bin, HOME: root, DOCKER_HOST: `unix://${socket}`, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
  return {
    checkout,
    socket,
    bin,
    program: (name, body = "") => standIn(bin, name, `${recordingCall(name, record)}\n${body}`),
    start,
    run: async (args, env, script) => {
      rmSync(record, { force: true });
      const child = start(args, env, script);
      const ended = await outcome(child);
      return { ...ended, calls: existsSync(record) ? callsIn(readFileSync(record, "utf8")) : [] };
    },
    close: () => {
      server.close();
      rmSync(root, { recursive: true });
    },
  };
}

export async function outcome(child: ChildProcess): Promise<Omit<ShellResult, "calls">> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise<number | null>((settle) => child.on("close", settle));
  return { code, stdout, stderr };
}

/** Puts a program into a folder of the PATH. */
export function standIn(bin: string, name: string, body: string): void {
  const path = join(bin, name);
  // It may be a link to the machine's own.
  rmSync(path, { force: true });
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
}

/** A line for the shell that adds the words of its call to a file. */
export function recordingCall(name: string, file: string): string {
  return `{ for word in ${name} "$@"; do printf '%s\\0' "$word"; done; printf '\\036\\n'; } >> '${file}'`;
}

/** A call ends in a character of its own: words may begin with a line break. */
export function callsIn(text: string): readonly (readonly string[])[] {
  return text
    .split("\0\x1e\n")
    .slice(0, -1)
    .map((call) => call.split("\0"));
}

/** Where the machine has that program. */
export function found(name: string): string {
  const folders = ["/bin", "/usr/bin", ...(process.env["PATH"] ?? "").split(delimiter)];
  const folder = folders.find((one) => existsSync(join(one, name)));
  if (folder === undefined) throw new Error(`This machine has no ${name}.`);
  return join(folder, name);
}

/** A socket that somebody listens on. */
export function listening(path: string): Promise<Server> {
  const server = createServer();
  return new Promise((settle) => server.listen(path, () => settle(server)));
}
