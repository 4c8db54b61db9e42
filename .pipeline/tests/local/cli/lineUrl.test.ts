import { expect, test } from "vitest";
import { lineUrl } from "../../../local/cli/lineUrl.ts";

const GITLAB = { CI_PROJECT_URL: "https://gitlab.example/group/app", CI_COMMIT_SHA: "abc" };
const GITHUB = { GITHUB_SERVER_URL: "https://github.example", GITHUB_REPOSITORY: "group/app", GITHUB_SHA: "abc" };

test.each([
  ["GitLab", GITLAB, "https://gitlab.example/group/app/-/blob/abc/{path}#L{line}"],
  ["GitHub", GITHUB, "https://github.example/group/app/blob/abc/{path}#L{line}"],
  ["no CI", {}, undefined],
  ["a CI that says too little", { ...GITHUB, GITHUB_SHA: "" }, undefined],
])("in %s a line is at its commit's page", (_, env, url) => {
  expect(lineUrl(env)).toBe(url);
});
