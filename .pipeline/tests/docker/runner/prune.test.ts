import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { runnerKit } from "../../support/runnerKit.ts";

// publish.test.ts has it too.
const LABEL = "dev.drydock.built";
const steps = (age: string, label: string) => [
  [..."container prune --force --filter label=com.gitlab.gitlab-runner.managed=true --filter".split(" "), age],
  ["image", "prune", "--force", "--filter", age],
  ["image", "prune", "--all", "--force", "--filter", age, "--filter", `label=${label}`],
  ["builder", "prune", "--force", "--filter", age],
];

async function pruned(
  answers: Readonly<Record<string, string>> = {},
  env: NodeJS.ProcessEnv = {},
  args: readonly string[] = [],
) {
  const kit = runnerKit();
  kit.docker(answers);
  const result = await kit.run("prune.sh", args, { env });
  const words = result.calls.map((call) => call.slice(1));
  return { ...result, removals: words.filter((call) => /\b(prune|rm|rmi|remove)\b/.test(call.join(" "))) };
}

describe("the nightly clean-up", () => {
  it("runs these commands, and no other that removes", async () => {
    const { code, removals } = await pruned();
    expect([code, removals]).toEqual([0, steps("until=168h", LABEL)]);
  });

  it("never touches a volume, the whole system, or a container that the runner did not make", async () => {
    const { calls } = await pruned();
    const text = calls.map((call) => call.join(" ")).join("\n");
    expect(text).not.toMatch(/\bvolume\b|\bsystem\b|--volumes|\brm\b/);
    for (const call of calls.filter((words) => words[2] === "prune")) expect(call.join(" ")).toContain("until=");
    expect(text.match(/container prune.*/)?.[0]).toContain("label=com.gitlab.gitlab-runner.managed=true");
  });

  it("takes another age and another label", async () => {
    const { removals } = await pruned({}, { PRUNE_AFTER: "24h", PRUNE_LABEL: "team=a" });
    expect(removals).toEqual(steps("until=24h", "team=a"));
  });

  it("keeps tagged images while the label would take an image of Dagger's engine that no container holds", async () => {
    const engine = { "image ls": "echo sha256:aa", "container ls": "true" };
    const { code, removals, stderr, calls } = await pruned(engine);
    expect(removals).toEqual(steps("until=168h", LABEL).filter((words) => !words.includes("--all")));
    expect([code, stderr]).toEqual([0, expect.stringContaining("no container holds Dagger's engine image sha256:aa")]);
    const asked = ["--filter", "reference=registry.dagger.io/engine", "--filter", `label=${LABEL}`];
    expect(calls).toContainEqual(["docker", "image", "ls", "--quiet", "--no-trunc", ...asked]);
    expect(calls).toContainEqual(["docker", "container", "ls", "--all", "--quiet", "--filter", "ancestor=sha256:aa"]);
    expect((await pruned({ ...engine, "container ls": "echo running" })).removals).toHaveLength(4);
    expect((await pruned({ "image ls": "exit 1" })).removals).toHaveLength(3);
  });

  it("goes on after a step that fails, and says so by its exit code", async () => {
    const { code, removals } = await pruned({ "container prune": "exit 7" });
    expect([code, removals.length]).toEqual([1, 4]);
  });

  it("shows its commands with --dry-run, and removes nothing", async () => {
    const { code, removals, stdout } = await pruned({}, {}, ["--dry-run"]);
    expect([code, removals]).toEqual([0, []]);
    const lines = steps("until=168h", LABEL).map((words) => ["docker", ...words].join(" "));
    expect(stdout.trim().split("\n")).toEqual(lines);
  });

  it.each([
    [{ PRUNE_AFTER: "7 days" }, [], "PRUNE_AFTER=7 days is not an age"],
    [{ PRUNE_AFTER: "168" }, [], "PRUNE_AFTER=168 is not an age"],
    [{ PRUNE_LABEL: "a --all" }, [], "is not a label"],
    [{}, ["--all"], "unknown option '--all'"],
  ])("refuses %j %j", async (env, args, why) => {
    const { code, calls, stderr } = await pruned({}, env, args);
    expect([code, calls, stderr]).toEqual([2, [], expect.stringContaining(why)]);
  });

  it("says so when Docker does not answer", async () => {
    const { code, removals, stderr } = await pruned({ version: "exit 1" });
    expect([code, removals, stderr]).toEqual([2, [], expect.stringContaining("does not answer")]);
  });
});

describe("its timer", () => {
  const unit = (name: string) =>
    readFileSync(resolve(import.meta.dirname, "../../../../.docker/runner/systemd", name), "utf8").split("\n");

  it("runs once a night, also after a night in which the machine was off", () => {
    const lines = unit("drydock-prune.timer");
    expect(lines).toEqual(expect.arrayContaining(["OnCalendar=*-*-* 03:30:00", "Persistent=true"]));
    expect(lines).toContain("WantedBy=timers.target");
  });

  it("runs the copy that root alone can change", () => {
    expect(unit("drydock-prune.service").filter((line) => line.startsWith("Exec"))).toEqual([
      "ExecStart=/usr/local/lib/drydock/prune.sh",
    ]);
  });
});
