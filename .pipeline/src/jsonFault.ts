const SCALAR =
  /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const STRING = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SPACE = /[ \t\n\r]*/y;

/**
 * Where a text stops being JSON, 1-based; undefined when it is JSON. JSON.parse tells a place in some of its
 * messages only, and in words that change with the runtime.
 */
export function jsonFault(text: string): { readonly line: number; readonly column: number } | undefined {
  let at = 0;
  const take = (token: RegExp): boolean => {
    token.lastIndex = at;
    const found = token.test(text);
    if (found) at = token.lastIndex;
    return found;
  };
  const eat = (token: RegExp): boolean => {
    const found = take(token);
    take(SPACE);
    return found;
  };
  const list = (item: () => boolean, close: RegExp): boolean => {
    if (eat(close)) return true;
    do if (!item()) return false;
    while (eat(/,/y));
    return eat(close);
  };
  const member = (): boolean => eat(STRING) && eat(/:/y) && value();
  const value = (): boolean => {
    if (eat(/\{/y)) return list(member, /\}/y);
    return eat(/\[/y) ? list(value, /\]/y) : eat(SCALAR);
  };
  take(SPACE);
  if (value() && at === text.length) return undefined;
  const before = text.slice(0, at).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}
