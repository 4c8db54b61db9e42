import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { put, temporary } from "./cli.ts";

/** Programs first on PATH that only write down how they are called. */
export interface Recorder {
  /** For the environment of what is tried. */
  readonly PATH: string;
  /** Puts a program there: it records its words, then does what the shell text says. */
  readonly program: (name: string, body?: string) => void;
  /** The words of each call so far, the program first. */
  readonly calls: () => readonly (readonly string[])[];
}

export function recorder(): Recorder {
  const bin = temporary();
  const record = join(bin, "calls");
  return {
    PATH: `${bin}:${process.env["PATH"]}`,
    program: (name, body = "") => {
      const words = `{ for word in ${name} "$@"; do printf '%s\\0' "$word"; done; printf '\\n'; } >> '${record}'`;
      put(bin, name, `#!/bin/sh\n${words}\n${body}\n`);
      chmodSync(join(bin, name), 0o755);
    },
    calls: () => (existsSync(record) ? callsIn(readFileSync(record, "utf8")) : []),
  };
}

function callsIn(text: string): readonly (readonly string[])[] {
  const calls = text.split("\0\n").slice(0, -1);
  return calls.map((call) => call.split("\0"));
}
