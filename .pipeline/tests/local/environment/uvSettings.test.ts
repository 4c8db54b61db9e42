import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "smol-toml";
import { expect, test } from "vitest";
import { withUvSettings } from "../../../local/environment/uvSettings.ts";
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

test("settings that can't be read are broken, without what stands there", async () => {
  const error = await given({ "home/.config/uv/uv.toml": 'index-url = "https://u:word@h\n' }).catch((thrown) => thrown);
  expect(error).toMatchObject({ kind: "broken", hint: expect.stringContaining("UV_NO_CONFIG") });
  expect(error.message).toMatch(/^uv's settings in .*home\/\.config\/uv\/uv\.toml can't be read: /);
  expect(error.message).not.toContain("word");
});
