import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { parse, stringify, type TomlTable } from "smol-toml";
import { causeOf, DrydockError } from "../../src/errors.ts";
import { homeFolder } from "../cache/cacheFolder.ts";
import type { Env } from "./interpreter.ts";
import { filePath, tableAt, tomlStrings } from "./requirements.ts";
import { discard, temporaryPath } from "./temporaryFolders.ts";

// They would make an installation go somewhere other than the new environment.
const MISLEADING = [
  ...["VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "__PYVENV_LAUNCHER__"],
  ...["UV_PYTHON", "UV_SYSTEM_PYTHON", "UV_WORKING_DIR", "UV_VENV_SEED", "UV_VENV_CLEAR"],
  ...["PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_PYTHON"],
];

/** What downloading the tools may need: access to the package index, with credentials. Nothing else is passed on. */
const TOOL_VARIABLES = [
  /^(?:PATH|HOME|TMPDIR|LANG|LANGUAGE|LC_\w+|XDG_(?:CONFIG|DATA)_HOME|XDG_CONFIG_DIRS)$/,
  /^(?:HTTPS?|ALL|NO)_PROXY$/i,
  /^(?:SSL_CERT_FILE|SSL_CERT_DIR|SSL_CLIENT_CERT|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|NETRC)$/,
  /^UV_(?:DEFAULT_INDEX|INDEX(?:_\w+)?|EXTRA_INDEX_URL|NO_INDEX|FIND_LINKS|OFFLINE|INSECURE_HOST|KEYRING_PROVIDER)$/,
  /^UV_(?:SYSTEM_CERTS|NATIVE_TLS|(?:HTTP_)?(?:REQUEST_|CONNECT_)?TIMEOUT|HTTP_RETRIES|CONCURRENT_\w+)$/,
  /^UV_PYTHON_(?:INSTALL_DIR|INSTALL_MIRROR|DOWNLOADS|DOWNLOADS_JSON_URL)$/,
  /^PIP_(?:INDEX_URL|EXTRA_INDEX_URL|NO_INDEX|FIND_LINKS|TRUSTED_HOST|CERT|CLIENT_CERT|PROXY|KEYRING_PROVIDER)$/,
  /^PIP_(?:CONFIG_FILE|CACHE_DIR|NO_CACHE_DIR|DEFAULT_TIMEOUT|TIMEOUT|RETRIES)$/,
  // Where version managers keep the uv or Python on PATH.
  /^(?:PYENV_(?:ROOT|VERSION)|MISE_\w+_DIR|ASDF_(?:\w+_)?DIR)$/,
  // Needed to reach the keyring for UV_KEYRING_PROVIDER.
  /^DBUS_SESSION_BUS_ADDRESS$/,
];

/** The environment for uv and pip when they install what Drydock itself needs, without secrets that they do not need. */
export function toolVariables(env: Env, root: string): Readonly<Record<string, string>> {
  const wanted = Object.entries(env).filter(([name]) => TOOL_VARIABLES.some((names) => names.test(name)));
  return uvVariables(Object.fromEntries(wanted), root);
}

/**
 * The environment for uv and pip: the user's own, with its proxies, mirrors and certificates, without what would mislead
 * them. An index or certificate that is set only for pip is also set for uv. Nothing that the user set is overridden except
 * uv's cache, which is next to `root`, the folder of all environments: that is writable even if the home is not.
 */
export function uvVariables(env: Env, root: string): Readonly<Record<string, string>> {
  const own = Object.entries(env).filter(([name, value]) => value !== undefined && !MISLEADING.includes(name));
  const result = Object.fromEntries(own) as Record<string, string>;
  const add = (name: string, value: string | undefined, instead: readonly string[] = []) => {
    if (value && ![name, ...instead].some((other) => result[other])) result[name] = value;
  };
  const words = (name: string) => env[name]?.trim().split(/\s+/).join(" ");
  add("UV_DEFAULT_INDEX", words("PIP_INDEX_URL"), ["UV_INDEX_URL"]);
  add("UV_INDEX", words("PIP_EXTRA_INDEX_URL"), ["UV_EXTRA_INDEX_URL"]);
  if (env.PIP_NO_INDEX && env.PIP_NO_INDEX !== "0") {
    add("UV_NO_INDEX", "1");
    add("UV_FIND_LINKS", env.PIP_FIND_LINKS?.trim().split(/\s+/).join(","));
  }
  add("SSL_CERT_FILE", env.PIP_CERT || env.REQUESTS_CA_BUNDLE || env.CURL_CA_BUNDLE);
  // Use the system's certificates, as pip and curl do: the variable since uv 0.10, and its older name.
  if (!result.UV_SYSTEM_CERTS && !result.UV_NATIVE_TLS) {
    result.UV_SYSTEM_CERTS = "1";
    result.UV_NATIVE_TLS = "1";
  }
  return {
    ...result,
    UV_CACHE_DIR: join(dirname(root), "uv"),
    UV_NO_PROGRESS: "1",
    NO_COLOR: "1",
    PIP_USER: "0",
    PIP_NO_INPUT: "1",
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
  };
}

/** A settings file of uv. */
interface SettingsFile {
  readonly file: string;
  readonly text: string;
  /** Undefined if the file cannot be parsed. */
  readonly table: TomlTable | undefined;
  /** Why `table` is undefined. */
  readonly error?: unknown;
}

/**
 * In uv's order of precedence. `cwd`: where uv runs for an application. Then project settings there and in all parent folders
 * count, and relative folders; and all of the system's files, since digesting too many does no harm.
 */
function settingsFiles(env: Env, cwd?: string): readonly SettingsFile[] {
  if (env.UV_CONFIG_FILE) return [readSettings(resolve(cwd ?? ".", env.UV_CONFIG_FILE))];
  if (env.UV_NO_CONFIG && !/^(?:0|f|false|n|no|off)$/i.test(env.UV_NO_CONFIG)) return [];
  const above: string[] = [];
  for (let at = cwd; at !== undefined; at = dirname(at) === at ? undefined : dirname(at)) {
    above.push(join(at, "uv.toml"), join(at, "pyproject.toml"));
  }
  const inFolder = (folder: string) => resolve(cwd ?? ".", folder, "uv/uv.toml");
  const user = inFolder(env.XDG_CONFIG_HOME || join(homeFolder(env), ".config"));
  const named = (env.XDG_CONFIG_DIRS || "/etc/xdg").split(":").filter((one) => cwd !== undefined || isAbsolute(one));
  const system = [...named, "/etc"].map(inFolder).filter((file) => existsSync(file));
  const files = [...above, user, ...(cwd === undefined ? system.slice(0, 1) : system)];
  return files.filter((file) => existsSync(file)).map(readSettings);
}

function readSettings(file: string): SettingsFile {
  let text = "";
  try {
    text = readFileSync(file, "utf8");
    const toml = parse(text);
    return { file, text, table: file.endsWith("pyproject.toml") ? (tableAt(toml, "tool", "uv") ?? {}) : toml };
  } catch (error) {
    return { file, text, table: undefined, error };
  }
}

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
const INDEX_KEYS = [
  "name",
  "url",
  "default",
  "explicit",
  "format",
  "authenticate",
  "ignore-error-codes",
  "cache-control",
];
/** Lists in which the user's and the system's values are combined. */
const LISTS = ["index", "extra-index-url", "find-links", "allow-insecure-host"];

/**
 * Calls `use` with a private folder and the path of a config file in it that replaces all others for uv. It contains only the
 * indexes, mirrors and certificates of the user's settings, so that neither the other settings nor those of a project
 * affect the tools. It may contain passwords, and is removed afterwards.
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
    writeFileSync(configFile, settingsForTools(env), { mode: 0o600 });
    return await use(folder, configFile);
  } finally {
    await discard(folder);
  }
}

export function settingsForTools(env: Env): string {
  const merged: TomlTable = {};
  for (const { file, table, error } of settingsFiles(env)) {
    if (table === undefined) {
      const [cause] = causeOf(error).split("\n");
      const hint = "Correct it, or set UV_NO_CONFIG=1.";
      throw new DrydockError("broken", `uv's settings in ${file} can't be read: ${cause}.`, hint, error);
    }
    // As in uv, [pip] applies only to `uv pip`, and takes precedence.
    const own = {
      ...pick(table, ["index", ...INDEX, ...NETWORK, ...PYTHONS], file),
      ...pick(tableAt(table, "pip") ?? {}, INDEX, file),
    };
    for (const [name, value] of Object.entries(own)) {
      const before = merged[name];
      const both = LISTS.includes(name) && Array.isArray(before) && Array.isArray(value);
      if (before === undefined || both) merged[name] = both ? [...before, ...value] : value;
    }
  }
  return stringify(merged);
}

function pick(table: TomlTable, names: readonly string[], file: string): TomlTable {
  const picked: TomlTable = {};
  for (const name of names) {
    const value = table[name];
    if (value === undefined) continue;
    if (name === "index" && Array.isArray(value)) {
      picked[name] = value.map((one) => pick(one as TomlTable, INDEX_KEYS, file));
    } else if (["url", "index-url", "extra-index-url", "find-links"].includes(name)) {
      picked[name] = Array.isArray(value) ? value.map((one) => resolved(one, file)) : resolved(value, file);
    } else picked[name] = value;
  }
  return picked;
}

/** A relative path is relative to the folder of its file. */
function resolved<T>(value: T, file: string): T | string {
  return typeof value !== "string" || /^[a-z][a-z0-9+.-]*:/i.test(value) ? value : resolve(dirname(file), value);
}

/** All settings that decide what uv installs, besides the requirements. */
export interface ApplicationSettings {
  /** Values to digest. */
  readonly words: readonly unknown[];
  /** Requirements-like files that a variable refers to. */
  readonly requirements: readonly string[];
  /** Other files and folders that are referred to, such as indexes and folders of archives. */
  readonly places: readonly string[];
}

// Where things are stored, how they are downloaded, what is shown: these do not affect what is installed.
const HARMLESS =
  /^UV_(CACHE_DIR|NO_PROGRESS|HTTP_.*|REQUEST_TIMEOUT|CONCURRENT_.*|LINK_MODE|SYSTEM_CERTS|NATIVE_TLS|INSECURE_HOST|INDEX_.*_(USERNAME|PASSWORD)|PUBLISH_.*|TOOL_.*|PYTHON_.*|KEYRING_PROVIDER|LOCK_TIMEOUT|LOG_.*|STACK_SIZE|CREDENTIALS_DIR|PROJECT_ENVIRONMENT|UPLOAD_.*|INSTALL.*|COMPILE_BYTECODE.*)$/;
const NAME_FILES = /^UV_(BUILD_)?(CONSTRAINT|OVERRIDE|EXCLUDE)S?$/;
const NAME_PLACES = /^(find-links|index|url|index-url|extra-index-url)$/;
// Read by builds of local projects.
const BUILD =
  /^(SETUPTOOLS_|HATCH_|PDM_BUILD_|POETRY_|PBR_|CMAKE_|SKBUILD_|MATURIN_|CYTHON_)|^(CC|CXX|CFLAGS|CPPFLAGS|CXXFLAGS|LDFLAGS|ARCHFLAGS)$/;

/** `cwd` is where uv runs. */
export function applicationSettings(cwd: string, env: Env): ApplicationSettings {
  const variables = Object.entries(uvVariables(env, cwd))
    .filter(([name]) => BUILD.test(name) || (name.startsWith("UV_") && !HARMLESS.test(name)))
    .sort();
  const requirements: string[] = [];
  const places: string[] = [];
  for (const [name, value] of variables) {
    const paths = value.split(/[\s,]+/).flatMap((word) => localPlace(cwd, word.replace(/^[\w.-]+=/, "")));
    (NAME_FILES.test(name) ? requirements : places).push(...(name.startsWith("UV_") ? paths : []));
  }
  const words: unknown[] = variables.map(([name, value]) => [name, withoutPasswords(value)]);
  for (const { file, text, table } of settingsFiles(env, cwd)) {
    if (file.endsWith("pyproject.toml") && Object.keys(table ?? {}).length === 0) continue;
    words.push(withoutPasswords(table === undefined ? text : JSON.stringify(table)));
    for (const { key, text } of tomlStrings(table)) {
      const address = /file:[^\s;]+/.exec(text)?.[0];
      if (address !== undefined || NAME_PLACES.test(key)) places.push(...localPlace(dirname(file), address ?? text));
    }
  }
  return { words, requirements, places };
}

function localPlace(folder: string, word: string): readonly string[] {
  const path = resolve(folder, filePath(word));
  return word !== "" && !word.includes("\0") && existsSync(path) ? [path] : [];
}

/** A token that changes with every job does not affect what is installed. */
function withoutPasswords(text: string): string {
  return text.replaceAll(/(:\/\/)[^\s/@]+@/g, "$1");
}
