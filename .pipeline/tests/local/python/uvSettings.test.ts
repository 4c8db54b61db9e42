import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "smol-toml";
import { expect, test } from "vitest";
import { toolVariables, uvVariables, withUvSettings } from "../../../local/python/uvSettings.ts";
import { testFolder } from "../../support/testFolder.ts";
import { namesIn } from "./surroundings.ts";

/** What uv is given of these settings, and in which folder they were. */
async function given(files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
  const folder = testFolder({ "home/": "", "root/": "", ...files });
  const all = { HOME: join(folder, "home"), XDG_CONFIG_DIRS: join(folder, "etc"), ...env };
  const text = await withUvSettings(join(folder, "root"), all, async (_, file) => {
    expect([statSync(file).mode & 0o777, statSync(dirname(file)).mode & 0o777]).toEqual([0o600, 0o700]);
    return readFileSync(file, "utf8");
  });
  // It may hold passwords.
  expect(namesIn(join(folder, "root"))).toEqual([]);
  return { folder, settings: parse(text) };
}

test("of the user's own settings uv is given indexes, certificates and mirrors, and nothing else", async () => {
  const { settings, folder } = await given({
    "home/.config/uv/uv.toml": [
      'required-version = "==0.5.1"',
      'exclude-newer = "2001-01-01T00:00:00Z"',
      'constraint-dependencies = ["click<8"]',
      'cache-dir = "/elsewhere"',
      "system-certs = true",
      'python-install-mirror = "https://pythons"',
      'find-links = ["wheels", "https://links"]',
      '[[index]]\nname = "own"\nurl = "https://user:word@own/simple"\ndefault = true\nexclude-newer = false',
      '[pip]\nindex-url = "https://pip"\nno-binary = [":all:"]',
    ].join("\n"),
  });
  expect(settings).toEqual({
    index: [{ name: "own", url: "https://user:word@own/simple", default: true }],
    "index-url": "https://pip",
    "find-links": [join(folder, "home/.config/uv/wheels"), "https://links"],
    "system-certs": true,
    "python-install-mirror": "https://pythons",
  });
});

test("the user's go before the system's, and lists of both are one", async () => {
  const user = 'index-url = "https://mine"\nextra-index-url = ["https://a"]\n';
  const system = 'index-url = "https://all"\nextra-index-url = ["https://b"]\nnative-tls = true\n';
  const { settings } = await given({ "home/.config/uv/uv.toml": user, "etc/uv/uv.toml": system });
  expect(settings).toEqual({
    "index-url": "https://mine",
    "extra-index-url": ["https://a", "https://b"],
    "native-tls": true,
  });
});

test("variables that say where settings are, or that there are none, are heeded", async () => {
  const files = {
    "home/.config/uv/uv.toml": 'index-url = "https://mine"\n',
    "other.toml": 'index-url = "https://other"\n',
  };
  expect((await given(files, { UV_NO_CONFIG: "1" })).settings).toEqual({});
  const other = join(testFolder(files), "other.toml");
  expect((await given(files, { UV_CONFIG_FILE: other })).settings).toEqual({ "index-url": "https://other" });
});

test("unreadable settings are broken, and the error does not quote them", async () => {
  const error = await given({ "home/.config/uv/uv.toml": 'index-url = "https://u:word@h\n' }).catch((thrown) => thrown);
  expect(error).toMatchObject({ kind: "broken", hint: expect.stringContaining("UV_NO_CONFIG") });
  expect(error.message).toMatch(/^uv's settings in .*home\/\.config\/uv\/uv\.toml can't be read: /);
  expect(error.message).not.toContain("word");
});

const ROOT = "/cache/environments";

test("proxies, certificates and settings of uv and pip are handed on", () => {
  const env = {
    HTTPS_PROXY: "http://p",
    SSL_CERT_FILE: "/a",
    PIP_CERT: "/b",
    UV_HTTP_TIMEOUT: "9",
    PIP_TIMEOUT: "8",
    NO_PROXY: "x",
  };
  expect(uvVariables(env, ROOT)).toMatchObject(env);
});

test("settings that only pip has are passed to uv too", () => {
  const env = {
    PIP_INDEX_URL: "https://mirror/simple",
    PIP_EXTRA_INDEX_URL: "https://b\n  https://c",
    REQUESTS_CA_BUNDLE: "/ca",
  };
  expect(uvVariables(env, ROOT)).toMatchObject({
    UV_DEFAULT_INDEX: "https://mirror/simple",
    UV_INDEX: "https://b https://c",
    SSL_CERT_FILE: "/ca",
  });
});

test("nothing that the user told uv is overridden", () => {
  const env = { PIP_INDEX_URL: "https://pip", UV_INDEX_URL: "https://uv", UV_SYSTEM_CERTS: "false" };
  const variables = uvVariables(env, ROOT);
  expect(variables).toMatchObject({ UV_INDEX_URL: "https://uv", UV_SYSTEM_CERTS: "false" });
  expect(variables).not.toHaveProperty("UV_DEFAULT_INDEX");
  expect(variables).not.toHaveProperty("UV_NATIVE_TLS");
});

test("uv trusts the system's certificates", () => {
  expect(uvVariables({}, ROOT)).toMatchObject({ UV_SYSTEM_CERTS: "1", UV_NATIVE_TLS: "1" });
});

test("folders of wheels count only where the index is switched off, because uv insists on them", () => {
  const env = { PIP_FIND_LINKS: "/wheels /more" };
  expect(uvVariables(env, ROOT)).not.toHaveProperty("UV_FIND_LINKS");
  expect(uvVariables({ ...env, PIP_NO_INDEX: "1" }, ROOT)).toMatchObject({
    UV_NO_INDEX: "1",
    UV_FIND_LINKS: "/wheels,/more",
  });
});

test("variables that lead elsewhere are left out", () => {
  const variables = uvVariables(
    { VIRTUAL_ENV: "/v", PYTHONHOME: "/h", PIP_TARGET: "/t", UV_PYTHON: "2", PIP_USER: "1" },
    ROOT,
  );
  for (const name of ["VIRTUAL_ENV", "PYTHONHOME", "PIP_TARGET", "UV_PYTHON"])
    expect(variables).not.toHaveProperty(name);
  expect(variables.PIP_USER).toBe("0");
});

test("uv's cache is next to the environments, whatever the user set", () => {
  for (const variables of [uvVariables, toolVariables]) {
    expect(variables({ UV_CACHE_DIR: "/home/me/uv" }, ROOT)).toMatchObject({ UV_CACHE_DIR: "/cache/uv" });
  }
});

test("the installer of the tools sees the index with its credentials, and nothing else of the user's", () => {
  const seen = {
    ...{
      PATH: "/bin",
      HOME: "/h",
      LC_ALL: "C",
      https_proxy: "http://p",
      NO_PROXY: "x",
      SSL_CERT_DIR: "/c",
      NETRC: "/n",
    },
    ...{ UV_INDEX: "own=https://i", UV_INDEX_OWN_PASSWORD: "p", UV_KEYRING_PROVIDER: "subprocess", UV_OFFLINE: "1" },
    ...{ UV_INDEX_STRATEGY: "first-index", UV_HTTP_TIMEOUT: "9", PIP_TRUSTED_HOST: "h", PIP_CONFIG_FILE: "/p" },
  };
  const hidden = {
    ...{ AWS_SECRET_ACCESS_KEY: "a", CI_JOB_TOKEN: "b", UV_PUBLISH_TOKEN: "c", LD_PRELOAD: "/d", GIT_ASKPASS: "/e" },
    ...{
      UV_CONSTRAINT: "f",
      UV_EXCLUDE_NEWER: "2001-01-01",
      UV_CONFIG_FILE: "g",
      PIP_CONSTRAINT: "h",
      UV_NO_BINARY: "1",
    },
    ...{ PIP_NO_BINARY: ":all:", PYTHONPATH: "/i", MISE_GITHUB_TOKEN: "j", UV_BUILD_CONSTRAINT: "k", XPATH: "l" },
  };
  const variables = toolVariables({ ...seen, ...hidden }, ROOT);
  expect(variables).toMatchObject(seen);
  for (const name of Object.keys(hidden)) expect(variables).not.toHaveProperty(name);
});
