import { homedir } from "node:os";

/** The user's home; `/`, as Docker has it, for a user who is in no list of users and has no HOME. */
export function homeFolder(env: Readonly<Record<string, string | undefined>>): string {
  if (env.HOME) return env.HOME;
  try {
    return homedir();
  } catch {
    return "/";
  }
}
