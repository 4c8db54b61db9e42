import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmdirSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MEGABYTE = 1024 * 1024;
const mounted: string[] = [];

/** Why no small disk can be made here; undefined where it can. */
export function lacksMount(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "drydock-mount-"));
  try {
    mountDisk(folder);
    unmountAll();
    return undefined;
  } catch {
    return "it takes root, and the right to mount";
  } finally {
    rmdirSync(folder);
  }
}

/** A disk in memory, with room for all that a trial puts on it before it is made small. */
export function mountDisk(folder: string): void {
  mkdirSync(folder, { recursive: true });
  mount("-t", "tmpfs", "-o", "size=64m,mode=700", "tmpfs", folder);
  mounted.push(folder);
}

/** The same folder at another place. */
export function mountAgain(folder: string, place: string): void {
  mkdirSync(place, { recursive: true });
  mount("--bind", folder, place);
  mounted.push(place);
}

/** Leaves so many bytes free. */
export function leaveFree(folder: string, bytes: number): void {
  const { blocks, bfree, bsize } = statfsSync(folder);
  mount("-o", `remount,size=${(blocks - bfree) * bsize + bytes}`, folder);
}

export function makeRoom(folder: string): void {
  mount("-o", `remount,size=${64 * MEGABYTE}`, folder);
}

export function unmountAll(): void {
  for (const place of mounted.splice(0).reverse()) execFileSync("umount", ["--lazy", place], { stdio: "ignore" });
}

function mount(...words: readonly string[]): void {
  execFileSync("mount", words, { stdio: "ignore" });
}
