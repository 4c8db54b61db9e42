import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { cacheFolderPath } from "../local/cache/cacheFolder.ts";

const NAME = "flask-3.1.3";
const SHA256 = "0ef0e52b8a9cd932855379197dd8f94047b359ca0a78695144304cb45f87c9eb";

/** Flask's source distribution, fetched with pip and unpacked; kept in Drydock's cache folder for the next time. */
export async function flaskSource(): Promise<string> {
  const root = join(cacheFolderPath(process.env), "bench");
  const folder = join(root, NAME);
  if (existsSync(folder)) return folder;
  mkdirSync(root, { recursive: true });
  const fresh = mkdtempSync(join(root, "fetch-"));
  try {
    const options = ["--quiet", "--no-binary", ":all:", "--no-deps", "--dest", fresh];
    await execa("python3", ["-m", "pip", "download", ...options, NAME.replace("-", "==")]);
    const archive = join(fresh, `${NAME}.tar.gz`);
    const found = createHash("sha256").update(readFileSync(archive)).digest("hex");
    if (found !== SHA256) throw new Error(`${archive} has the digest ${found}, not the one it is known by.`);
    await execa("tar", ["-xzf", archive, "-C", fresh]);
    renameSync(join(fresh, NAME), folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}
