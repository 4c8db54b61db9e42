import { join } from "node:path";
import { expect } from "vitest";
import { openProject, type ProjectRequest } from "../../../local/engine/project.ts";
import { commitAll, GIT_ENV } from "../../support/gitRepository.ts";
import { testFolder } from "../../support/testFolder.ts";

export type Files = Readonly<Record<string, string>>;

export const USUAL: Files = { "repo/src/main.py": "", "repo/.config/mypy.ini": "" };

/** Opens what is named from `cwd`; `repo` is a checkout in which all is tracked. */
export async function open(files: Files, over: Partial<ProjectRequest> = {}, cwd = "repo") {
  const folder = testFolder(files);
  commitAll(join(folder, "repo"));
  return { ...(await openIn(folder, over, cwd)), folder };
}

/** The same, with no git. */
export async function openBare(files: Files, over: Partial<ProjectRequest> = {}, cwd = "repo") {
  const folder = testFolder(files);
  return { ...(await openIn(folder, over, cwd)), folder };
}

export async function openIn(folder: string, over: Partial<ProjectRequest> = {}, cwd = "repo") {
  const at = (path: string) => join(folder, path);
  const project = await openProject({ cwd: at(cwd), source: [], env: GIT_ENV, ...over });
  return { project, at, targets: project.targets.map(({ path }) => path) };
}

export const misuse = (message: string | RegExp) => ({ kind: "misuse", message: expect.stringMatching(message) });
