import { execa } from "execa";
import { type CollectionTag, parse, YAMLSeq } from "yaml";
import { ROOT } from "./cli.ts";

/** GitLab's `!reference [job, field]`, as a record of it: what it stands for may be in another file. */
const REFERENCE: CollectionTag = {
  tag: "!reference",
  collection: "seq",
  resolve: (value) => (value instanceof YAMLSeq ? { reference: value.toJSON() } : value),
};

/** A file of .gitlab/, with references kept as they are. */
export const jobFile = (text: string) => parse(text, { customTags: [REFERENCE] });

/** Runs a job's lines as the runner does: one shell, which ends at the first line that fails. */
export async function shellOf(lines: unknown, env: Readonly<Record<string, string>>, cwd = ROOT) {
  const text = (lines as readonly string[]).join("\n");
  const shell = execa("sh", ["-e"], { input: text, env, extendEnv: false, cwd, reject: false, all: true });
  const { exitCode: code, stdout, stderr } = await shell;
  return { code, stdout, stderr };
}
