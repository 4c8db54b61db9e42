/** An element of the frame that html.ts writes. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no element #${id}; it was changed after it was written.`);
  return found as T;
}
