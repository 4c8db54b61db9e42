type Env = Readonly<Record<string, string | undefined>>;

// They would lead an installation elsewhere than into the environment that is being made.
const MISLEADING = [
  ...["VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "__PYVENV_LAUNCHER__"],
  ...["UV_PYTHON", "UV_SYSTEM_PYTHON", "UV_WORKING_DIR", "UV_VENV_SEED", "UV_VENV_CLEAR"],
  ...["PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_PYTHON"],
];

/** What would change which versions a complete lock installs, or make it fail. */
export const RESOLUTION = [
  "UV_CONSTRAINT",
  "UV_OVERRIDE",
  "UV_EXCLUDE",
  "UV_EXCLUDE_NEWER",
  "UV_RESOLUTION",
  "UV_PRERELEASE",
];

/**
 * The environment for uv and pip: the user's own with its proxies, mirrors and certificates, less what would mislead
 * them. Where only pip was told of an index or a certificate, uv is told too; nothing the user set is overridden.
 */
export function uvVariables(env: Env, without: readonly string[] = []): Readonly<Record<string, string>> {
  const left = [...MISLEADING, ...without];
  const own = Object.entries(env).filter(([name, value]) => value !== undefined && !left.includes(name));
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
    UV_NO_PROGRESS: "1",
    NO_COLOR: "1",
    PIP_USER: "0",
    PIP_NO_INPUT: "1",
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
  };
}
