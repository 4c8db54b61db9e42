import { expect, test } from "vitest";
import { toolVariables, uvVariables } from "../../../local/environment/uvVariables.ts";

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

test("what only pip was told uv is told too", () => {
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

test("uv's cache stands beside the environments, whatever the user told uv", () => {
  for (const variables of [uvVariables, toolVariables]) {
    expect(variables({ UV_CACHE_DIR: "/home/me/uv" }, ROOT)).toMatchObject({ UV_CACHE_DIR: "/cache/uv" });
  }
});

test("what fetches the tools sees the way to the index with its login, and nothing else of the user's", () => {
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
