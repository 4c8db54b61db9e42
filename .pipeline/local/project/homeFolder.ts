import { homedir } from "node:os";

/** The user's home; `/`, as Docker has it, for a user who is in no list of users and has no HOME. */
export function homeFolder(env: Readonly<Record<string, string | undefined>>, ask = homedir): string {
  if (env.HOME) return env.HOME;
  try {
    return ask();
  } catch {
    return "/";
  }
}
