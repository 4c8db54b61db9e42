import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import ts from "typescript";

export const PIPELINE = join(import.meta.dirname, "..", "..");

/** A source file of .pipeline, not a test. Paths are relative to .pipeline: `src/judge.ts`. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** Without comments. */
  readonly code: string;
  /** Our files that it imports, types and dynamic imports included. */
  readonly ours: readonly string[];
  /** Packages and node: modules that it imports. */
  readonly foreign: readonly string[];
}

let known: readonly SourceFile[] | undefined;

/** All source files of Drydock, sorted by path; read once. */
export function sourceFiles(): readonly SourceFile[] {
  known ??= ["src", "local", "page"].flatMap(namesBelow).sort().map(read);
  return known;
}

function namesBelow(room: string): readonly string[] {
  const names = readdirSync(join(PIPELINE, room), { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".ts")).map((name) => `${room}/${name}`);
}

function read(path: string): SourceFile {
  const text = readFileSync(join(PIPELINE, path), "utf8");
  const imports = ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName);
  return {
    path,
    text,
    code: withoutComments(text),
    ours: imports.filter(isRelative).map((name) => posix.join(posix.dirname(path), name)),
    foreign: imports.filter((name) => !isRelative(name)),
  };
}

function isRelative(name: string): boolean {
  return name.startsWith(".");
}

function withoutComments(text: string): string {
  const options = { removeComments: true, target: ts.ScriptTarget.ESNext, verbatimModuleSyntax: true };
  return ts.transpileModule(text, { compilerOptions: { ...options, experimentalDecorators: true } }).outputText;
}
