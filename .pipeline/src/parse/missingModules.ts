/**
 * The notice that belongs to imports which lead nowhere: the application's own dependencies are most often what is
 * missing. `messages` are a tool's, `pattern` has the module's name as its first group; empty when none matches.
 */
export function missingModules(subject: string, messages: readonly string[], pattern: RegExp): readonly string[] {
  const names = messages.map((message) => pattern.exec(message)?.[1]).filter((name) => name !== undefined);
  if (names.length === 0) return [];
  const hint = `Name the application's requirements in drydock.json ("requirements") or by --requirements.`;
  return [`${subject} what is not installed: ${[...new Set(names)].sort().join(", ")}. ${hint}`];
}
