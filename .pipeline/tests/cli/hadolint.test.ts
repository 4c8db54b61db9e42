import { expect, test } from "vitest";
import { project, put } from "../support/cli.ts";
import { cachedOf, jsonRun } from "../support/jsonRun.ts";

const PINNED = "FROM debian:12\nUSER 1000\n";
const UNPINNED = "FROM debian\n";
const BROKEN = "FROM debian:12\nRNU x\n";

const found = async (folder: string) => {
  const { code, run } = await jsonRun(folder, ["hadolint"]);
  const [{ findings = [], files, verdict } = {}] = run.results;
  return { code, verdict, files, findings: findings.map(({ path, line, rule }) => `${path}:${line} ${rule}`) };
};

test("each Dockerfile is looked at, whatever it is called, and one that cannot be parsed hides no other", async () => {
  const folder = project({
    "src/Dockerfile": UNPINNED,
    "src/images/base.Dockerfile": PINNED,
    "src/images/Containerfile": BROKEN,
    "src/Dockerfile.dockerignore": "*",
    "src/README.md": "FROM",
  });
  const findings = ["src/Dockerfile:1 DL3006", "src/images/Containerfile:2 DL1000"];
  expect(await found(folder)).toEqual({ code: 1, verdict: "failed", files: 3, findings });
  const { run } = await jsonRun(folder, ["hadolint"]);
  expect(cachedOf(run)).toEqual(["hadolint"]);
});

test("its config is the config folder's, else the one it finds, and one that it rejects breaks the check", async () => {
  const folder = project({ "src/Dockerfile": UNPINNED, ".hadolint.yaml": "ignored: [DL3006]\n" });
  expect(await found(folder)).toMatchObject({ code: 0, verdict: "passed", files: 1 });
  put(folder, ".config/hadolint.yaml", "ignored: [DL3008]\n");
  expect(await found(folder)).toMatchObject({ code: 1, findings: ["src/Dockerfile:1 DL3006"] });
  put(folder, ".config/hadolint.yaml", "ignored: [DL3006\n");
  expect(await found(folder)).toMatchObject({ code: 2, verdict: "broken" });
});
