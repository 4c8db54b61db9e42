import { byId } from "./byId.ts";

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
