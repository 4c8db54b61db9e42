import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { quoted, runnerKit } from "../../support/runnerKit.ts";

const URL = "https://gitlab.example.com";
const [OLD, NEW] = ["glrt-t1_old", "glrt-t1_new"];
const block = (name: string, token: string) =>
  `[[runners]]\n  name = "${name}"\n  url = "${URL}"\n  token = "${token}"\n  [runners.docker]\n    image = "a"\n`;
const SERVICE = '    [[runners.docker.services]]\n      name = "drydock-socket"\n';
const FIRST = `concurrent = 4\n\n[session_server]\n  session_timeout = 1800\n\n${block("first", "glrt-1")}${SERVICE}`;
const CONFIG = [FIRST, block("drydock-socket", OLD), block("last", "glrt-2")].join("\n");

/** The container's folder, and a gitlab-runner that does as GitLab lets it, on the file that --config names. */
function world({ register = "", unregister = "" } = {}) {
  const kit = runnerKit();
  const etc = join(kit.root, "etc");
  mkdirSync(etc);
  const at = (name: string) => join(etc, name);
  writeFileSync(at("config.toml"), CONFIG, { mode: 0o600 });
  kit.docker({
    "exec --interactive gitlab-runner sh -c": `script=$(printf '%s' "$6" | sed 's|/etc/gitlab-runner|${etc}|g'); shift 6; exec sh -c "$script" "$@"`,
    "exec gitlab-runner sed": `sed -n "$5" ${quoted(at("config.toml"))}`,
  });
  kit.program(
    "gitlab-runner",
    `while read -r line; do echo "unread: $line"; done
    if [ "$1" = unregister ]; then cp -p "$3" ${quoted(at("taken-back"))}; ${unregister || "exit 0"}; fi
    cp -p ${quoted(at("config.toml"))} ${quoted(at("meanwhile"))}
    ${register || "true"}
    printf '[[runners]]\\n  name = "%s"\\n  token = "%s"\\n' "\${10}" "$CI_SERVER_TOKEN" >> "$6"`,
  );
  const read = (name: string) => readFileSync(at(name), "utf8");
  const replaced = async (args: readonly string[] = ["--replace"], token = NEW) => {
    const ended = await kit.run("runner.sh", ["register", URL, ...args], { stdin: token });
    const inside = ended.calls.filter(([program]) => program === "gitlab-runner");
    return { ...ended, inside, verbs: inside.map((call) => call[1]), names: named(read("config.toml")) };
  };
  return { at, read, replaced };
}

const named = (toml: string) =>
  (parse(toml)["runners"] as { name: string; token: string }[]).map(({ name, token }) => `${name} ${token}`);
const REPLACED = ["first glrt-1", "last glrt-2", `drydock-socket ${NEW}`];

describe("a second registration of a name", () => {
  it("is refused before the token is asked for, another name is not", async () => {
    const kit = world();
    const { code, stderr, inside } = await kit.replaced([]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/named drydock-socket already\. --replace .* --name/)]);
    expect(inside).toEqual([]);
    expect((await kit.replaced(["--name", "drydock-socket-2"])).names).toContain(`drydock-socket ${OLD}`);
  });

  it("with --replace puts the new one in the old one's place, and then takes the old one back from GitLab", async () => {
    const kit = world();
    const { code, stderr, verbs, inside, names } = await kit.replaced();
    expect([code, stderr, verbs, names]).toEqual([0, "", ["register", "unregister"], REPLACED]);
    const old = ["--config", kit.at("config.toml.old"), "--name", "drydock-socket"];
    expect(inside[1]).toEqual(["gitlab-runner", "unregister", ...old]);
    expect(named(kit.read("taken-back"))).toEqual([`drydock-socket ${OLD}`]);
  });

  it("with --replace keeps everything else of config.toml, for its owner alone", async () => {
    const kit = world();
    await kit.replaced();
    const { runners: before, ...rest } = parse(CONFIG) as { runners: { name: string }[] };
    const kept = before.filter(({ name }) => name !== "drydock-socket");
    const now = parse(kit.read("config.toml")) as typeof rest & { runners: { name: string }[] };
    expect({ ...now, runners: now.runners.slice(0, -1) }).toEqual({ ...rest, runners: kept });
    expect(statSync(kit.at("config.toml")).mode & 0o777).toBe(0o600);
    expect(statSync(kit.at("taken-back")).mode & 0o777).toBe(0o600);
    for (const name of ["config.toml.next", "config.toml.old"]) expect(existsSync(kit.at(name))).toBe(false);
  });

  it("with --replace takes the new one though GitLab refuses the old token, and says what that means", async () => {
    const kit = world({ unregister: "echo forbidden >&2; exit 1" });
    const { code, stdout, stderr, names } = await kit.replaced();
    expect([code, stdout, names]).toEqual([0, expect.stringContaining("drydock-socket is registered."), REPLACED]);
    expect(stderr).toMatch(
      /forbidden\nThe former drydock-socket .* removed there, or its token was reset; else remove/,
    );
  });

  it("with --replace and the token that it has takes nothing back, which would be the new one", async () => {
    const { code, verbs, names } = await world().replaced(["--replace"], OLD);
    expect([code, verbs]).toEqual([0, ["register"]]);
    expect(names).toEqual(["first glrt-1", "last glrt-2", `drydock-socket ${OLD}`]);
  });

  it("with --replace leaves the old one as it is when GitLab refuses the new one", async () => {
    const kit = world({ register: "echo 'is not valid' >&2; exit 1" });
    const { code, stderr, verbs } = await kit.replaced();
    expect([code, verbs]).toEqual([2, ["register"]]);
    expect([kit.read("meanwhile"), kit.read("config.toml")]).toEqual([CONFIG, CONFIG]);
    expect(stderr).toMatch(/is not valid\n.*drydock-socket is not registered/);
  });

  it("with --replace shows neither token, and gives the old one's end none", async () => {
    const { calls, stdout, stderr, environments } = await world().replaced();
    for (const token of [OLD, NEW]) expect(JSON.stringify([calls, stdout, stderr])).not.toContain(token);
    const holders = environments.split("\n").filter((line) => line.includes(OLD) || line.includes(NEW));
    expect(holders).toEqual([`CI_SERVER_TOKEN=${NEW}`]);
  });
});
