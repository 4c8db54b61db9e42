import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { quoted, runnerKit } from "../../support/runnerKit.ts";

const TOKEN = "glrt-t3_Secret.01.abc-DEF_9876";
const URL = "https://gitlab.example.com";

/** A kit whose container is a folder: what the script sends into it runs for real, beside a stand-in gitlab-runner. */
function world(config = 'concurrent = 4\n\n[[runners]]\n  name = "other"\n') {
  const kit = runnerKit();
  const etc = join(kit.root, "etc");
  mkdirSync(etc);
  const at = (name: string) => join(etc, name);
  writeFileSync(at("config.toml"), config, { mode: 0o644 });
  const inside = `sed 's|/etc/gitlab-runner|${etc}|g'`;
  kit.docker({
    "exec --interactive gitlab-runner sh -c": `script=$(printf '%s' "$6" | ${inside}); shift 6; exec sh -c "$script" "$@"`,
    "exec gitlab-runner sed": `sed -n "$5" ${quoted(at("config.toml"))}`,
  });
  kit.program(
    "gitlab-runner",
    `cp -p "$4" ${quoted(at("template"))}; printf '%s' "$4" > ${quoted(at("template-path"))}
    printf '%s' "$CI_SERVER_TOKEN" > ${quoted(at("given"))}; cat > ${quoted(at("stdin"))}`,
  );
  const read = (name: string) => readFileSync(at(name), "utf8");
  return { ...kit, at, read };
}

type World = ReturnType<typeof world>;
const registered = (kit: World, args: readonly string[] = [URL], stdin = `${TOKEN}\n`, env: NodeJS.ProcessEnv = {}) =>
  kit.run("runner.sh", ["register", ...args], { stdin, env });

describe("a registration", () => {
  it("calls gitlab-runner in the running container with exactly these words", async () => {
    const kit = world();
    const { code, calls, stdout } = await registered(kit);
    expect([code, stdout]).toEqual([0, expect.stringContaining("drydock-socket is registered.")]);
    const words = [
      ...["--url", URL, "--name", "drydock-socket"],
      ...["--executor", "docker", "--docker-image", "docker:28.1.1-cli"],
    ];
    expect(calls.at(-1)).toEqual([
      ...["gitlab-runner", "register", "--non-interactive", "--template-config", kit.read("template-path")],
      ...["--config", kit.at("config.toml"), ...words],
    ]);
    const docker = calls.filter(([program]) => program === "docker").map((call) => call.slice(1));
    expect(docker.map((call) => call.slice(0, 3).join(" "))).toEqual([
      "version",
      "exec gitlab-runner sed",
      "exec --interactive gitlab-runner",
    ]);
    expect(docker[2]?.slice(3, 5)).toEqual(["sh", "-c"]);
    expect(docker[2]?.slice(6)).toEqual(["register", "", ...words]);
  });

  it("gives the token on the standard input alone: no word, no output and no other environment holds it", async () => {
    const kit = world();
    const env = { token: "exported", CI_SERVER_TOKEN: "glrt-another", REGISTRATION_TOKEN: "glrt-third" };
    const { calls, stdout, stderr, environments } = await registered(kit, [URL], `${TOKEN}\n`, env);
    expect(kit.read("given")).toBe(TOKEN);
    expect(kit.read("stdin")).toBe("");
    expect(JSON.stringify([calls, stdout, stderr])).not.toContain(TOKEN);
    // gitlab-runner itself reads it from its own environment, for as long as it registers.
    const holders = environments.split("\n").filter((line) => line.includes(TOKEN));
    expect(holders).toEqual([`CI_SERVER_TOKEN=${TOKEN}`]);
    expect(environments).not.toMatch(/glrt-another|glrt-third|token=exported/);
  });

  it("hands the template over, readable by its owner alone, and removes it", async () => {
    const kit = world();
    await registered(kit);
    expect(kit.read("template")).toBe(readFileSync(join(kit.folder, "config.template.toml"), "utf8"));
    expect(statSync(kit.at("template")).mode & 0o777).toBe(0o600);
    expect(() => statSync(kit.read("template-path"))).toThrow();
    // And so would be any file that gitlab-runner makes.
    expect(statSync(kit.at("given")).mode & 0o777).toBe(0o600);
  });

  it("leaves a config.toml that its owner alone can read", async () => {
    const kit = world();
    await registered(kit);
    expect(statSync(kit.at("config.toml")).mode & 0o777).toBe(0o600);
  });

  it.each([
    ["without a line break", TOKEN],
    ["with a line break of Windows", `${TOKEN}\r\n`],
    ["with more lines", `${TOKEN}\nnot this\n`],
  ])("reads a token %s", async (_, stdin) => {
    const kit = world();
    expect((await registered(kit, [URL], stdin)).code).toBe(0);
    expect(kit.read("given")).toBe(TOKEN);
    expect(() => parse(kit.read("template"))).not.toThrow();
  });

  it("reads the token from a file, and warns when others can read it too", async () => {
    const kit = world();
    const file = join(kit.root, "a token");
    writeFileSync(file, TOKEN, { mode: 0o600 });
    const { code, stderr } = await registered(kit, ["--token-file", file, URL], "");
    expect([code, stderr, kit.read("given")]).toEqual([0, "", TOKEN]);
    writeFileSync(file, TOKEN);
    const open = join(kit.root, "open");
    writeFileSync(open, TOKEN, { mode: 0o644 });
    expect((await registered(kit, [URL, "--token-file", open], "")).stderr).toContain(`others can read ${open}`);
  });

  it("takes the template for Docker in Docker with --dind", async () => {
    const kit = world();
    expect((await registered(kit, [URL, "--dind"])).calls.at(-1)).toContain("drydock-dind");
    expect(kit.read("template")).toBe(readFileSync(join(kit.folder, "config.dind.template.toml"), "utf8"));
  });

  it("adds /builds to the volumes with --builds", async () => {
    const kit = world();
    await registered(kit, [URL, "--builds"]);
    const volumes = ["/var/run/docker.sock:/var/run/docker.sock", "/cache", "/builds:/builds"];
    expect(parse(kit.read("template"))).toMatchObject({ runners: [{ docker: { volumes } }] });
  });

  it("takes the URL from GITLAB_URL", async () => {
    expect((await registered(world(), [], TOKEN, { GITLAB_URL: URL })).calls.at(-1)).toContain(URL);
  });
});

describe("a registration is refused, and the token shown nowhere, when", () => {
  const refused: [string, readonly string[], string, RegExp][] = [
    ["the token is of the old kind", [URL], "GR1348941abcDEF", /old kind.*glrt-/],
    ["the token is of the old kind with the new prefix", [URL], "glrtr-abcDEF", /old kind.*glrt-/],
    ["the token is of the old kind of one's own instance", [URL], "aBcDeFgHiJkLmNoPqRsT", /old kind.*glrt-/],
    ["the token is a person's", [URL], "glpat-abcDEF", /another kind of GitLab token/],
    ["the token is cut off", [URL], "glrt-", /another kind|glrt-/],
    ["the token holds a space", [URL], "glrt-abc def", /copied whole/],
    ["there is no token", [URL], "", /there is no token.*New runner/],
    ["the token is a word", [URL, TOKEN], "", /read by everybody/],
    ["the token is a word of an option", [URL, `--token=${TOKEN}`], "", /read by everybody/],
    ["an old token is a word", [URL, "--registration-token", "GR1348941abc"], "", /read by everybody/],
    ["there is no URL", [], TOKEN, /needs the URL/],
    ["the URL has no scheme", ["gitlab.example.com"], TOKEN, /start it with https/],
    ["the URL holds a password", ["https://a:b@gitlab.example.com"], TOKEN, /odd character/],
    ["the URL is the container's own", ["http://localhost:8080"], TOKEN, /runner's own container/],
    ["an option is unknown", [URL, "--tag-list", "a"], TOKEN, /unknown option --tag-list/],
    ["a value is missing", [URL, "--token-file"], TOKEN, /needs a value/],
    ["the file is missing", [URL, "--token-file", "/nonexistent"], "", /no file \/nonexistent/],
    ["--builds meets --dind", [URL, "--builds", "--dind"], TOKEN, /leave it out with --dind/],
  ];
  it.each(refused)("%s", async (_, args, stdin, why) => {
    const { code, stdout, stderr, calls } = await registered(world(), args, stdin);
    expect([code, stderr]).toEqual([2, expect.stringMatching(why)]);
    expect(calls.map((call) => call[0])).not.toContain("gitlab-runner");
    for (const secret of [TOKEN, stdin.trim()].filter((one) => one.length > 5))
      expect(stdout + stderr).not.toContain(secret);
  });

  it("the runner is not up", async () => {
    const kit = world();
    kit.docker({ exec: "echo 'No such container' >&2; exit 1" });
    const { code, stderr } = await registered(kit);
    expect([code, stderr]).toEqual([2, expect.stringContaining("runner.sh up comes first")]);
  });
});
