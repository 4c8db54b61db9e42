import { dirname, join } from "node:path";

type Env = Readonly<Record<string, string | undefined>>;

// They would lead an installation elsewhere than into the environment that is being made.
const MISLEADING = [
  ...["VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "__PYVENV_LAUNCHER__"],
  ...["UV_PYTHON", "UV_SYSTEM_PYTHON", "UV_WORKING_DIR", "UV_VENV_SEED", "UV_VENV_CLEAR"],
  ...["PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_PYTHON"],
];

/** What fetching the tools may need: the way to the package index, with its login. Nothing else is handed on. */
const FOR_TOOLS = [
  /^(?:PATH|HOME|TMPDIR|LANG|LANGUAGE|LC_\w+|XDG_(?:CONFIG|DATA)_HOME|XDG_CONFIG_DIRS)$/,
  /^(?:HTTPS?|ALL|NO)_PROXY$/i,
  /^(?:SSL_CERT_FILE|SSL_CERT_DIR|SSL_CLIENT_CERT|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|NETRC)$/,
  /^UV_(?:DEFAULT_INDEX|INDEX(?:_\w+)?|EXTRA_INDEX_URL|NO_INDEX|FIND_LINKS|OFFLINE|INSECURE_HOST|KEYRING_PROVIDER)$/,
  /^UV_(?:SYSTEM_CERTS|NATIVE_TLS|(?:HTTP_)?(?:REQUEST_|CONNECT_)?TIMEOUT|HTTP_RETRIES|CONCURRENT_\w+)$/,
  /^UV_PYTHON_(?:INSTALL_DIR|INSTALL_MIRROR|DOWNLOADS|DOWNLOADS_JSON_URL)$/,
  /^PIP_(?:INDEX_URL|EXTRA_INDEX_URL|NO_INDEX|FIND_LINKS|TRUSTED_HOST|CERT|CLIENT_CERT|PROXY|KEYRING_PROVIDER)$/,
  /^PIP_(?:CONFIG_FILE|CACHE_DIR|NO_CACHE_DIR|DEFAULT_TIMEOUT|TIMEOUT|RETRIES)$/,
  // Where version managers keep a uv or a Python of PATH.
  /^(?:PYENV_(?:ROOT|VERSION)|MISE_\w+_DIR|ASDF_(?:\w+_)?DIR)$/,
  // The keyring that UV_KEYRING_PROVIDER asks for is behind it.
  /^DBUS_SESSION_BUS_ADDRESS$/,
];

/** The environment for uv and pip when they fetch what Drydock itself needs; no secret that they have no use for is in it. */
export function toolVariables(env: Env, root: string): Readonly<Record<string, string>> {
  const wanted = Object.entries(env).filter(([name]) => FOR_TOOLS.some((names) => names.test(name)));
  return uvVariables(Object.fromEntries(wanted), root);
}

/**
 * The environment for uv and pip: the user's own with its proxies, mirrors and certificates, less what would mislead
 * them. Where only pip was told of an index or a certificate, uv is told too; nothing the user set is overridden but uv's
 * cache, which stands beside `root`, the folder of all environments: that can be written where a home may not.
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
  // The certificates of the system, as pip and curl take them: its name since uv 0.10, and the one before.
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
