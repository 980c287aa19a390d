// Text for somewhere else: into the clipboard, or where a page may not, shown so that it can be taken by hand.

import { make } from "./dom.js";
import { words } from "./words.js";

// Resolves to whether it went by itself.
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    byHand(text);
    return false;
  }
}

function byHand(text) {
  const field = make("textarea", { class: "by-hand", readonly: true, rows: 12, "aria-label": words("copyByHand") });
  field.value = text;
  const close = make("button", { type: "button", class: "quiet" }, words("close"));
  const dialog = make("dialog", { "aria-label": words("copyByHand") },
    make("header", { class: "card-head" }, make("h2", {}, words("copyByHand")), close), field);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  field.select();
}
