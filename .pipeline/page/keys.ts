import { byId } from "./dom.ts";

/** What keys do, by `KeyboardEvent.key`. */
export type Keys = Readonly<Record<string, () => void>>;

/** Single keys, but never those that somebody types or that belong to the browser, a control or an open dialog. */
export function keyboard(keys: Keys, lettersAllowed: () => boolean): void {
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]") !== null) return;
    const typing = target instanceof HTMLElement && target.matches("input[type=search], textarea, [contenteditable]");
    const action = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (action === undefined || (typing && key.length === 1)) return;
    // Elsewhere Enter is the control's own: a link, a button.
    if (key === "Enter" && !typing && !(target instanceof HTMLElement && target.matches("li.finding, .said li")))
      return;
    if (key.length === 1 && !lettersAllowed()) return;
    event.preventDefault();
    action();
  });
}

/** The list of keys, and the choice to do without. */
export function keysDialog(onLetters: (allowed: boolean) => void): { readonly open: (letters: boolean) => void } {
  const dialog = byId<HTMLDialogElement>("keys");
  const letters = byId<HTMLInputElement>("letters");
  letters.addEventListener("change", () => onLetters(letters.checked));
  byId("keys-close").addEventListener("click", () => dialog.close());
  return {
    open(allowed) {
      letters.checked = allowed;
      dialog.showModal();
    },
  };
}
