import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { homeFolder } from "../project/homeFolder.ts";
import { readToml, tableAt, tomlStrings } from "./projectReferences.ts";
import { filePath } from "./requirementLines.ts";
import { uvVariables } from "./uvVariables.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** All by which the user tells uv what to install, beside the requirements. */
export interface ApplicationSettings {
  /** To be digested. */
  readonly words: readonly unknown[];
  /** Files like requirements files that a variable names. */
  readonly requirements: readonly string[];
  /** Other files and folders that are named, such as indexes and folders of archives. */
  readonly places: readonly string[];
}

// Where things are kept, how they are fetched, what is shown: they decide nothing about what is installed.
const HARMLESS =
  /^UV_(CACHE_DIR|NO_PROGRESS|HTTP_.*|REQUEST_TIMEOUT|CONCURRENT_.*|LINK_MODE|SYSTEM_CERTS|NATIVE_TLS|INSECURE_HOST|INDEX_.*_(USERNAME|PASSWORD)|PUBLISH_.*|TOOL_.*|PYTHON_.*|KEYRING_PROVIDER|LOCK_TIMEOUT|LOG_.*|STACK_SIZE|CREDENTIALS_DIR|PROJECT_ENVIRONMENT|UPLOAD_.*|INSTALL.*|COMPILE_BYTECODE.*)$/;
const NAME_FILES = /^UV_(BUILD_)?(CONSTRAINT|OVERRIDE|EXCLUDE)S?$/;
const NAME_PLACES = /^(find-links|index|url|index-url|extra-index-url)$/;
// Builds of local projects read them.
const BUILD =
  /^(SETUPTOOLS_|HATCH_|PDM_BUILD_|POETRY_|PBR_|CMAKE_|SKBUILD_|MATURIN_|CYTHON_)|^(CC|CXX|CFLAGS|CPPFLAGS|CXXFLAGS|LDFLAGS|ARCHFLAGS)$/;

/** `cwd` is where uv runs: it looks for its settings there and in all folders above. */
export function applicationSettings(cwd: string, env: Env): ApplicationSettings {
  const variables = Object.entries(uvVariables(env, cwd))
    .filter(([name]) => decides(name))
    .sort();
  const requirements: string[] = [];
  const places: string[] = [];
  for (const [name, value] of variables) {
    const paths = value.split(/[\s,]+/).flatMap((word) => localPlace(cwd, word.replace(/^[\w.-]+=/, "")));
    (NAME_FILES.test(name) ? requirements : places).push(...(name.startsWith("UV_") ? paths : []));
  }
  const words: unknown[] = variables.map(([name, value]) => [name, withoutPasswords(value)]);
  for (const file of configFiles(cwd, env)) {
    const toml = readToml(file);
    const isProject = file.endsWith("pyproject.toml");
    const settings = isProject ? tableAt(toml, "tool", "uv") : toml;
    if (isProject && settings === undefined) continue;
    words.push(withoutPasswords(settings === undefined ? readFileSync(file, "utf8") : JSON.stringify(settings)));
    for (const { key, text } of tomlStrings(settings)) {
      const address = /file:[^\s;]+/.exec(text)?.[0];
      if (address !== undefined || NAME_PLACES.test(key)) places.push(...localPlace(dirname(file), address ?? text));
    }
  }
  return { words, requirements, places };
}

function decides(name: string): boolean {
  return BUILD.test(name) || (name.startsWith("UV_") && !HARMLESS.test(name));
}

/** Every file that uv may take settings from. */
function configFiles(cwd: string, env: Env): readonly string[] {
  const above: string[] = [];
  for (let at = cwd; ; at = dirname(at)) {
    above.push(join(at, "uv.toml"), join(at, "pyproject.toml"));
    if (dirname(at) === at) break;
  }
  const user = env.XDG_CONFIG_HOME || join(homeFolder(env), ".config");
  const system = (env.XDG_CONFIG_DIRS || "/etc/xdg").split(":");
  const shared = [user, ...system, "/etc"].map((folder) => join(folder, "uv/uv.toml"));
  const own = env.UV_CONFIG_FILE ? [resolve(cwd, env.UV_CONFIG_FILE)] : [];
  return [...own, ...above, ...shared].filter((file) => existsSync(file));
}

function localPlace(folder: string, word: string): readonly string[] {
  const path = resolve(folder, filePath(word));
  return word !== "" && !word.includes("\0") && existsSync(path) ? [path] : [];
}

/** A token that each job gets anew changes nothing about what is installed. */
function withoutPasswords(text: string): string {
  return text.replaceAll(/(:\/\/)[^\s/@]+@/g, "$1");
}
