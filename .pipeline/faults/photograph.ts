import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** All that a user could miss about a path. */
interface Shot {
  readonly kind: "file" | "folder" | "link";
  readonly mode: number;
  /** Names that the file has. */
  readonly names: number;
  readonly mtimeMs: number;
  /** Digest of a file's content; where a link leads; empty for a folder. */
  readonly content: string;
}

export type Photograph = ReadonlyMap<string, Shot>;

/** Everything below a folder, by its path there; but for what git keeps for itself. */
export function photograph(folder: string): Photograph {
  const shots = new Map<string, Shot>();
  const visit = (prefix: string): void => {
    for (const name of readdirSync(join(folder, prefix)).sort()) {
      const path = join(prefix, name);
      if (path === ".git") continue;
      const shot = shoot(join(folder, path));
      shots.set(path, shot);
      if (shot.kind === "folder") visit(path);
    }
  };
  visit("");
  return shots;
}

/** Of these paths alone, those that are there. */
export function photographOf(folder: string, paths: readonly string[]): Photograph {
  const there = paths.filter((path) => lstatSync(join(folder, path), { throwIfNoEntry: false }) !== undefined);
  return new Map(there.map((path) => [path, shoot(join(folder, path))]));
}

/** The first difference in words. A folder's own time is that of the names in it, which are compared themselves. */
export function difference(before: Photograph, after: Photograph): string | undefined {
  for (const [path, was] of before) {
    const now = after.get(path);
    if (now === undefined) return `${path} has gone`;
    for (const part of ["kind", "content", "mode", "names", "mtimeMs"] as const) {
      if (was.kind === "folder" && (part === "mtimeMs" || part === "names")) continue;
      if (was[part] !== now[part]) return `${path}: its ${part} was ${was[part]} and is ${now[part]}`;
    }
  }
  const [stranger] = strangers(before, after);
  return stranger === undefined ? undefined : `${stranger} was not there before`;
}

/** Paths that were not there before. */
export function strangers(before: Photograph, after: Photograph): readonly string[] {
  return [...after.keys()].filter((path) => !before.has(path));
}

export function digest(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

function shoot(path: string): Shot {
  const stat = lstatSync(path);
  const base = { mode: stat.mode & 0o7777, names: stat.nlink, mtimeMs: stat.mtimeMs };
  if (stat.isSymbolicLink()) return { ...base, kind: "link", content: readlinkSync(path) };
  if (stat.isDirectory()) return { ...base, kind: "folder", content: "" };
  return { ...base, kind: "file", content: digest(readFileSync(path)) };
}
