import { expect, test } from "vitest";
import { uvVariables } from "../../../local/environment/uvVariables.ts";

test("proxies, certificates and settings of uv and pip are handed on", () => {
  const env = {
    HTTPS_PROXY: "http://p",
    SSL_CERT_FILE: "/a",
    PIP_CERT: "/b",
    UV_HTTP_TIMEOUT: "9",
    PIP_TIMEOUT: "8",
    NO_PROXY: "x",
  };
  expect(uvVariables(env)).toMatchObject(env);
});

test("what only pip was told uv is told too", () => {
  const env = {
    PIP_INDEX_URL: "https://mirror/simple",
    PIP_EXTRA_INDEX_URL: "https://b\n  https://c",
    REQUESTS_CA_BUNDLE: "/ca",
  };
  expect(uvVariables(env)).toMatchObject({
    UV_DEFAULT_INDEX: "https://mirror/simple",
    UV_INDEX: "https://b https://c",
    SSL_CERT_FILE: "/ca",
  });
});

test("nothing that the user told uv is overridden", () => {
  const env = { PIP_INDEX_URL: "https://pip", UV_INDEX_URL: "https://uv", UV_SYSTEM_CERTS: "false" };
  const variables = uvVariables(env);
  expect(variables).toMatchObject({ UV_INDEX_URL: "https://uv", UV_SYSTEM_CERTS: "false" });
  expect(variables).not.toHaveProperty("UV_DEFAULT_INDEX");
  expect(variables).not.toHaveProperty("UV_NATIVE_TLS");
});

test("uv trusts the system's certificates", () => {
  expect(uvVariables({})).toMatchObject({ UV_SYSTEM_CERTS: "1", UV_NATIVE_TLS: "1" });
});

test("folders of wheels count only where the index is switched off, because uv insists on them", () => {
  const env = { PIP_FIND_LINKS: "/wheels /more" };
  expect(uvVariables(env)).not.toHaveProperty("UV_FIND_LINKS");
  expect(uvVariables({ ...env, PIP_NO_INDEX: "1" })).toMatchObject({
    UV_NO_INDEX: "1",
    UV_FIND_LINKS: "/wheels,/more",
  });
});

test("variables that lead elsewhere are left out", () => {
  const variables = uvVariables(
    { VIRTUAL_ENV: "/v", PYTHONHOME: "/h", PIP_TARGET: "/t", UV_PYTHON: "2", PIP_USER: "1", X: "y" },
    ["X"],
  );
  for (const name of ["VIRTUAL_ENV", "PYTHONHOME", "PIP_TARGET", "UV_PYTHON", "X"])
    expect(variables).not.toHaveProperty(name);
  expect(variables.PIP_USER).toBe("0");
});
