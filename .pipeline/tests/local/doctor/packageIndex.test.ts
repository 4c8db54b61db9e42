import { chmodSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { indexUrl, lookAtIndex } from "../../../local/doctor/packageIndex.ts";
import { put, temporary } from "../../support/cli.ts";

const HOME = { HOME: "/nowhere", XDG_CONFIG_DIRS: "/nowhere" };

test.each<[Record<string, string>, string | undefined]>([
  [{}, "https://pypi.org/simple"],
  [{ PIP_INDEX_URL: "https://pip.example/simple" }, "https://pip.example/simple"],
  [{ UV_INDEX_URL: "https://old.example", PIP_INDEX_URL: "https://pip.example" }, "https://old.example"],
  [{ UV_DEFAULT_INDEX: "company=https://new.example/simple" }, "https://new.example/simple"],
  [{ PIP_NO_INDEX: "1", PIP_FIND_LINKS: "/wheels" }, undefined],
])("with %j the index is %s", (env, url) => {
  expect(indexUrl({ ...HOME, UV_NO_CONFIG: "1", ...env })).toBe(url);
});

test.each([
  ['[[index]]\nurl = "https://a.example"\n[[index]]\nurl = "https://b.example"\ndefault = true\n', "https://b.example"],
  ['index-url = "https://c.example"\n', "https://c.example"],
  ["no-index = true\n", undefined],
])("uv.toml may name it: %j", (text, url) => {
  const folder = temporary();
  put(folder, "uv.toml", text);
  expect(indexUrl({ ...HOME, UV_CONFIG_FILE: join(folder, "uv.toml") })).toBe(url);
});

test("without uv the index itself is asked, with its password, which is not told", async () => {
  const server = createServer(({ url, headers }, answer) => {
    const isKnown = headers.authorization === `Basic ${btoa("me:a b")}`;
    answer.writeHead(url === "/simple/ruff/" && isKnown ? 200 : 401).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const at = (login: string) => `http://${login}127.0.0.1:${(server.address() as AddressInfo).port}/simple`;
  const ask = (url: string) => lookAtIndex(machine({ UV_DEFAULT_INDEX: url }), undefined);
  const known = await ask(at("me:a%20b@"));
  expect(known).toMatchObject({ state: "ok" });
  expect(known.message).not.toContain("a%20b");
  expect(await ask(at(""))).toMatchObject({ state: "warn", message: expect.stringContaining("it answers with 401") });
});

test("uv is asked where there is one, and its innermost cause is told", async () => {
  const folder = temporary();
  const uv = join(folder, "uv");
  const says = (script: string) => {
    put(folder, "uv", `#!/bin/sh\n${script}\n`);
    chmodSync(uv, 0o755);
    return lookAtIndex(machine({ PATH: "/bin:/usr/bin" }), { path: uv });
  };
  expect(await says('grep -q "^ruff==" ruff.in')).toMatchObject({ state: "ok", message: "https://pypi.org/simple" });
  const failing = await says("printf 'error: Failed to fetch\\n  Caused by: no such host\\n' >&2; exit 2");
  expect(failing).toMatchObject({ state: "warn", message: "https://pypi.org/simple does not answer: no such host" });
});

function machine(env: Record<string, string>) {
  return {
    cwd: "/",
    cache: "/nowhere",
    env: { ...HOME, UV_NO_CONFIG: "1", ...env },
    signal: new AbortController().signal,
  };
}
