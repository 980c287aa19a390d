// The number to dial: typed, keyed, pasted, or one press away.

import { byId, make } from "./dom.js";
import { normalise } from "./people.js";

const MOST = 40; // characters, so that a number with its blanks and brackets goes in whole

export class Dialler {
  #field = byId("dial");
  #changed;

  // `changed(number)` with every change, empty where it is no number; `dialled()` when Enter is pressed.
  constructor({ changed, dialled }) {
    this.#changed = changed;
    this.#field.addEventListener("input", () => this.#tell());
    this.#field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) dialled();
    });
    byId("erase").addEventListener("click", () => this.erase());
  }

  get number() { return normalise(this.#field.value); }

  set(text) {
    this.#field.value = text.slice(0, MOST);
    this.#tell();
  }

  add(key) { this.set(this.#field.value + key); }
  erase() { this.set(this.#field.value.slice(0, -1)); }

  focus() { this.#field.focus(); }

  // Take what was pasted in the place of what was there, where it is a number; false where it is none.
  paste(text) {
    const number = normalise(text);
    if (number !== null) this.set(number);
    return number !== null;
  }

  // The numbers that applications answer, each one press away from being dialled.
  set lines(numbers) {
    byId("lines").replaceChildren(...numbers.filter((one) => one.voice_url || one.sms_url).map((one) => {
      const button = make("button", { type: "button", class: "chip" },
        make("b", {}, one.phone_number), one.friendly_name ? make("span", {}, one.friendly_name) : null);
      button.addEventListener("click", () => this.set(one.phone_number));
      return button;
    }));
  }

  #tell() {
    this.#field.dataset.long = this.#field.value.length > 13;
    byId("erase").classList.toggle("gone", this.#field.value === "");
    this.#changed(this.number ?? "");
  }
}
