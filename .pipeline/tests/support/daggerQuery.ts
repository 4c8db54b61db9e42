/** One field of a query with its arguments, as GraphQL writes them. */
export interface QueryField {
  readonly name: string;
  /** Without the parentheses; empty when there are none. */
  readonly args: string;
}

/** The fields of a query of the SDK from the outermost in. Such a query is a chain: each field has one child at most. */
export function fieldsOf(query: string): readonly QueryField[] {
  const fields: QueryField[] = [];
  let rest = query.trim();
  for (;;) {
    rest = rest
      .replace(/^[\s{]+/, "")
      .replace(/^\.\.\. on \w+/, "")
      .replace(/^[\s{]+/, "");
    const name = /^\w+/.exec(rest)?.[0];
    if (name === undefined) return fields;
    rest = rest.slice(name.length).trimStart();
    const end = rest.startsWith("(") ? closing(rest) : -1;
    fields.push({ name, args: end < 0 ? "" : rest.slice(1, end) });
    rest = rest.slice(end + 1);
  }
}

/** The list of strings that an argument is, such as the `args` of `withExec`. */
export function wordsOf(field: QueryField, argument: string): readonly string[] {
  const start = field.args.indexOf(`${argument}: [`);
  if (start < 0) return [];
  const list = field.args.slice(start + argument.length + 2);
  return JSON.parse(list.slice(0, closing(list) + 1));
}

/** Where the bracket that the text begins with is closed; brackets in strings do not count. */
function closing(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] as string;
    if (character === '"') {
      at += 1;
      while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
    } else if ("([{".includes(character)) depth += 1;
    else if (")]}".includes(character)) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  throw new Error(`Never closed: ${text}`);
}
