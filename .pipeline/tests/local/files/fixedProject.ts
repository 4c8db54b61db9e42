import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Tree } from "../../../local/files/readTree.ts";
import { writeBack as writeBackOf } from "../../../local/files/writeBack.ts";
import { treeOf } from "../../support/treeOf.ts";
import { plant, scratch } from "./scratch.ts";

export const going = new AbortController().signal;
export const text = (...path: string[]) => readFileSync(join(...path), "latin1");

/** Where no file has attributes: nothing is to be carried. */
export const writeBack = (root: string, before: Tree, changed: ReadonlyMap<string, Buffer>, signal: AbortSignal) =>
  writeBackOf({ root, repository: root, before, changed, signal, carry: async (pairs) => pairs.map(() => true) });

/** New content by path, all one: "fixed". */
export function fixed(...paths: string[]): ReadonlyMap<string, Buffer> {
  return new Map(paths.map((path) => [path, Buffer.from("fixed\r\n")]));
}

export async function project(files: Readonly<Record<string, string>>) {
  const root = plant(scratch(), files);
  return { root, before: await treeOf(root) };
}

/** A signal that acts at the last look before the renames, the second one for few files. */
export function atLastLook(act: () => void): AbortSignal {
  let looks = 0;
  const throwIfAborted = () => {
    looks++;
    if (looks === 2) act();
  };
  return Object.assign(new AbortController().signal, { throwIfAborted });
}
