import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Writes an executable script. */
export function script(path: string, ...lines: readonly string[]): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${["#!/bin/sh", ...lines].join("\n")}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A program that says of itself what a Python of that version says. `before` are shell lines that run first. */
export function fakePython(path: string, version: string, kind = "cpython", flags = "", before = ""): string {
  return script(path, before, `printf 'drydock-python\\t%s\\t%s\\t%s\\t%s\\n' ${kind} ${version} '${flags}' "$0"`);
}
