import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder `.pipeline` that came with this program: locks, launchers, schemas. The same in a checkout and in the package. */
export function shipped(): string {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    const folder = join(at, ".pipeline");
    if (existsSync(join(folder, "requirements"))) return folder;
    if (dirname(at) === at) throw new Error("Drydock's own files are missing: install the package again.");
  }
}

/** Drydock's own version. */
export function ownVersion(): string {
  return (JSON.parse(readFileSync(join(shipped(), "..", "package.json"), "utf8")) as { version: string }).version;
}
