import type { Directory, File } from "@dagger.io/dagger";
import { expect, test } from "vitest";
import { applicationRequirements } from "../../../src/dagger/environments.ts";
import { DEFAULT_SETTINGS } from "../../../src/flow/settings.ts";

const WAY_OUT = expect.objectContaining({
  kind: "misuse",
  message: expect.stringContaining("not a requirements file of pip's"),
  hint: expect.stringMatching(/local engine.*uv export/),
});
const fileOf = (text: string) => ({ contents: async () => text }) as File;
const repository = { exists: async () => true } as unknown as Directory;

test.each(['[project]\nname = "a"\n', 'version = 1\n\n[[package]]\nname = "a"\n'])(
  "what is no requirements file is refused in containers, with the way out: %j",
  async (text) => {
    const given = { requirements: fileOf(text), repository };
    await expect(applicationRequirements(given, DEFAULT_SETTINGS)).rejects.toEqual(WAY_OUT);
  },
);

test.each(["uv.lock", "./pyproject.toml", "uv.lock[web]"])("so is %s of the settings", async (requirements) => {
  const call = applicationRequirements({ requirements: undefined, repository }, { ...DEFAULT_SETTINGS, requirements });
  await expect(call).rejects.toEqual(WAY_OUT);
});
