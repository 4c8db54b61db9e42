/** A command of GitHub's workflow language, read. */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/**
 * A line of a job's log as GitHub's runner reads it: `::name key=value,key=value::message`, with `%0A` and the like for
 * what would end a part. Throws when the line is anything else than a command.
 */
export function workflowCommand(line: string): WorkflowCommand {
  const parts = /^::([a-z-]+)(?: (.*?))?::(.*)$/s.exec(line);
  if (parts === null || /[\r\n]/.test(line)) throw new SyntaxError(`no command: ${line}`);
  const [, name = "", given = "", message = ""] = parts;
  const properties = given
    .split(",")
    .filter(Boolean)
    .map((property): [string, string] => {
      const [, key, value] = /^([a-zA-Z]+)=(.*)$/s.exec(property) ?? [];
      if (key === undefined || value === undefined) throw new SyntaxError(`no property: ${property}`);
      return [key, decoded(value, { "%3A": ":", "%2C": "," })];
    });
  return { name, properties: Object.fromEntries(properties), message: decoded(message, {}) };
}

/** The runner replaces one after the other, the percent sign last. */
function decoded(text: string, more: Readonly<Record<string, string>>): string {
  const codes = { "%0D": "\r", "%0A": "\n", ...more, "%25": "%" };
  return Object.entries(codes).reduce((before, [code, character]) => before.replaceAll(code, character), text);
}
