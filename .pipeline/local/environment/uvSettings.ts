import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import type { TomlTable } from "smol-toml";
import { causeOf, DrydockError } from "../../src/errors.ts";
import { homeFolder } from "../project/homeFolder.ts";
import { discard, temporaryPath } from "./temporaryFolders.ts";

type Env = Readonly<Record<string, string | undefined>>;

const INDEX = ["index-url", "extra-index-url", "no-index", "find-links", "index-strategy", "keyring-provider"];
const NETWORK = [
  "allow-insecure-host",
  "native-tls",
  "system-certs",
  "offline",
  "http-proxy",
  "https-proxy",
  "no-proxy",
];
const PYTHONS = ["python-install-mirror", "python-downloads", "python-downloads-json-url"];
const OF_AN_INDEX = [
  "name",
  "url",
  "default",
  "explicit",
  "format",
  "authenticate",
  "ignore-error-codes",
  "cache-control",
];
/** Of these the user's list and the system's are one. */
const LISTS = ["index", "extra-index-url", "find-links", "allow-insecure-host"];

/**
 * Calls `use` with a folder for what only uv should read, and the path of a config file in it: the one that uv takes
 * instead of all that it would find. It holds the indexes, mirrors and certificates of the user's own settings, so that
 * neither the rest of these nor any project's decides about the tools. It may hold passwords, and goes afterwards.
 */
export async function withUvSettings<T>(
  root: string,
  env: Env,
  use: (folder: string, configFile: string) => Promise<T>,
): Promise<T> {
  const folder = temporaryPath(root);
  mkdirSync(folder, { mode: 0o700 });
  try {
    const configFile = join(folder, "uv.toml");
    writeFileSync(configFile, await userSettings(env), { mode: 0o600 });
    return await use(folder, configFile);
  } finally {
    await discard(folder);
  }
}

async function userSettings(env: Env): Promise<string> {
  const files = settingsFiles(env);
  if (files.length === 0) return "";
  // Loaded here: most users have no settings.
  const { parse, stringify } = await import("smol-toml");
  const merged: TomlTable = {};
  for (const file of files) {
    const table = readTable(file, parse);
    // As uv has it, what stands under [pip] is for its pip alone, and goes before.
    const pip = typeof table["pip"] === "object" ? pick(table["pip"] as TomlTable, INDEX, file) : {};
    const own = { ...pick(table, ["index", ...INDEX, ...NETWORK, ...PYTHONS], file), ...pip };
    for (const [name, value] of Object.entries(own)) {
      const before = merged[name];
      if (before === undefined) merged[name] = value;
      else if (LISTS.includes(name) && Array.isArray(before) && Array.isArray(value))
        merged[name] = [...before, ...value];
    }
  }
  return stringify(merged);
}

/** Where uv looks, the user's own first. */
function settingsFiles(env: Env): readonly string[] {
  if (env.UV_CONFIG_FILE) return [resolve(env.UV_CONFIG_FILE)];
  if (env.UV_NO_CONFIG && !/^(?:0|false)$/i.test(env.UV_NO_CONFIG)) return [];
  const user = join(env.XDG_CONFIG_HOME || join(homeFolder(env), ".config"), "uv/uv.toml");
  const folders = (env.XDG_CONFIG_DIRS || "/etc/xdg").split(":").filter(isAbsolute);
  const system = [...folders.map((folder) => join(folder, "uv/uv.toml")), "/etc/uv/uv.toml"].find((at) =>
    existsSync(at),
  );
  return [user, system].filter((file) => file !== undefined && existsSync(file)) as string[];
}

function readTable(file: string, parse: (text: string) => TomlTable): TomlTable {
  try {
    return parse(readFileSync(file, "utf8"));
  } catch (error) {
    const [cause] = causeOf(error).split("\n");
    const hint = "Correct it, or say UV_NO_CONFIG=1.";
    throw new DrydockError("broken", `uv's settings in ${file} can't be read: ${cause}.`, hint, error);
  }
}

function pick(table: TomlTable, names: readonly string[], file: string): TomlTable {
  const picked: TomlTable = {};
  for (const name of names) {
    const value = table[name];
    if (value === undefined) continue;
    if (name === "index" && Array.isArray(value)) {
      picked[name] = value.map((one) => pick(one as TomlTable, OF_AN_INDEX, file));
    } else if (["url", "index-url", "extra-index-url", "find-links"].includes(name)) {
      picked[name] = Array.isArray(value) ? value.map((one) => placed(one, file)) : placed(value, file);
    } else picked[name] = value;
  }
  return picked;
}

/** A relative path stands for one beside its file. */
function placed<T>(value: T, file: string): T | string {
  return typeof value !== "string" || /^[a-z][a-z0-9+.-]*:/i.test(value) ? value : resolve(dirname(file), value);
}
