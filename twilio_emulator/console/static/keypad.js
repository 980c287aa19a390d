// The pad: keys pressed by mouse, touch or keyboard, and numbers that are pasted.

import { byId, make } from "./dom.js";

const PAD = [
  ["1", ""], ["2", "ABC"], ["3", "DEF"], ["4", "GHI"], ["5", "JKL"], ["6", "MNO"],
  ["7", "PQRS"], ["8", "TUV"], ["9", "WXYZ"], ["*", ""], ["0", "+"], ["#", ""],
];
const HELD = 500; // milliseconds after which a 0 that is held down is a plus
const FLASH = 140;

export const KEYS = /^[0-9*#]$/;

const inField = (event) => event.target.closest?.("input, textarea, select") ?? null;

export class Keypad {
  #hooks;
  #held = null;

  // hooks: key(key), typed(key) that a field has taken, plus(), erased(), pasted(text) and whether it was of use, and
  // talking(), whether a call is on
  constructor(hooks) {
    this.#hooks = hooks;
    byId("pad").replaceChildren(...PAD.map(([key, letters]) => this.#button(key, letters)));
    document.addEventListener("keydown", (event) => this.#typed(event));
    document.addEventListener("paste", (event) => this.#pasted(event));
  }

  flash(key) {
    const button = byId("pad").querySelector(`[data-key="${key}"]`);
    if (!button) return;
    button.classList.add("down");
    setTimeout(() => button.classList.remove("down"), FLASH);
  }

  #button(key, letters) {
    const button = make("button", { type: "button", "data-key": key, "aria-label": key },
      make("b", {}, key), make("small", { "aria-hidden": "true" }, letters));
    button.addEventListener("click", () => {
      const done = this.#held === "plus";
      this.#held = null;
      if (!done) this.#hooks.key(key);
    });
    if (letters === "+") this.#holdable(button);
    return button;
  }

  // As on any mobile telephone, the 0 that is held down writes a plus.
  #holdable(button) {
    const release = () => {
      if (this.#held !== "plus") clearTimeout(this.#held);
    };
    button.addEventListener("pointerdown", () => {
      release();
      this.#held = setTimeout(() => {
        if (this.#hooks.talking()) return;
        this.#held = "plus";
        this.#hooks.plus();
      }, HELD);
    });
    for (const event of ["pointerup", "pointerleave", "pointercancel"]) button.addEventListener(event, release);
    button.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  #typed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const field = inField(event);
    const talking = this.#hooks.talking();
    if (field && field.id !== "dial") return;
    if (event.key === "Backspace" && !field && (event.target === document.body || byId("handset").contains(event.target))) {
      return void this.#hooks.erased();
    }
    if (!KEYS.test(event.key) && !(event.key === "+" && !talking)) return;
    if (field && !talking) return void this.#hooks.typed(event.key);
    event.preventDefault();
    if (event.key === "+") this.#hooks.plus();
    else this.#hooks.key(event.key);
  }

  #pasted(event) {
    const field = inField(event);
    if (document.querySelector("dialog[open]") || (field && field.id !== "dial")) return;
    if (this.#hooks.pasted(event.clipboardData.getData("text"))) event.preventDefault();
  }
}
