import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { syncMirror } from "../../../local/files/mirror.ts";
import { treeOf } from "../../support/treeOf.ts";
import { plant, scratch } from "./scratch.ts";

/** A source folder and the place of its mirror, synced once. */
export async function mirrored(files: Readonly<Record<string, string | Buffer>>) {
  const folder = scratch();
  const root = plant(join(folder, "src"), files);
  const mirror = join(folder, "cache", "mirror");
  const sync = async () => syncMirror(await treeOf(root), root, mirror);
  expect(await sync()).toEqual({ changed: null });
  return { folder, root, mirror, sync };
}

/** As if the last sync had been long ago: what it wrote is settled, so that the index is believed. */
export async function settle(mirror: string, sync: () => Promise<unknown>): Promise<void> {
  const now = Date.now;
  Date.now = () => now() + 10_000;
  try {
    await sync();
  } finally {
    Date.now = now;
  }
  expect(JSON.parse(readFileSync(`${mirror}.json`, "utf8")).records.length).toBeGreaterThan(0);
}
