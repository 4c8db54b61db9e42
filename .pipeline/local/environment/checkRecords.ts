import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Compares what was installed with the RECORD of each package; the sentence that says what differs, or undefined.
 * Wheels are checked against the lock when they are downloaded, but installed from uv's cache of unpacked ones, which
 * other programs may have damaged: it shares its files with their environments.
 */
export function checkRecords(site: string): string | undefined {
  for (const package_ of readdirSync(site).filter((name) => name.endsWith(".dist-info"))) {
    for (const line of readLines(join(site, package_, "RECORD"))) {
      const [, quoted, plain, digest] = /^(?:"((?:[^"]|"")*)"|([^,]*)),sha256=([\w-]+),\d*$/.exec(line.trim()) ?? [];
      const path = quoted?.replaceAll('""', '"') ?? plain;
      // Programs and metadata are written anew by the installer.
      if (path === undefined || path.startsWith("..") || path.includes(".dist-info/")) continue;
      const found = digestOf(join(site, path));
      if (found !== digest)
        return `${path} of ${package_.replace(".dist-info", "")} is ${found === "" ? "missing" : "damaged"}`;
    }
  }
  return undefined;
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return [];
  }
}

function digestOf(file: string): string {
  try {
    return createHash("sha256").update(readFileSync(file)).digest("base64url");
  } catch {
    return "";
  }
}
