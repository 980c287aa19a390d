// The TwiML of a call, laid out once, with the words at work lit.

import { make } from "./dom.js";
import { words } from "./words.js";
import { layOut } from "./xml.js";

const MARGIN = 24; // pixels above and below what is scrolled to

export class Document {
  #box;
  #shown = null; // what the page has: the body, and how it is laid out
  #lit = "";

  constructor(box) {
    this.#box = box;
    new ResizeObserver(() => this.#reveal()).observe(box);
  }

  // Show `document` of the live call, and light `running`, the outermost word first.
  show(document, running) {
    const key = JSON.stringify([document, document === null || !document.body ? words("noDocument") : ""]);
    if (key !== this.#shown) {
      this.#shown = key;
      this.#lit = "";
      this.#box.replaceChildren(laidOut(document));
      this.#box.scrollTop = 0;
    }
    this.#light(running.map((word) => word.element).filter((element) => element !== null));
  }

  #light(elements) {
    const lit = elements.join();
    if (lit === this.#lit) return;
    this.#lit = lit;
    const inner = elements.at(-1);
    for (const line of this.#box.querySelectorAll("[data-element]")) {
      const element = Number(line.dataset.element);
      const at = elements.includes(element);
      line.classList.toggle("lit", at && element === inner);
      line.classList.toggle("around", at && element !== inner);
      if (at && element === inner) line.setAttribute("aria-current", "step");
      else line.removeAttribute("aria-current");
    }
    this.#reveal();
  }

  // Scroll within the box alone, and only where the lit line is not in sight.
  #reveal() {
    const line = this.#box.querySelector(".lit");
    if (!line) return;
    const top = line.getBoundingClientRect().top - this.#box.getBoundingClientRect().top;
    const beyond = top + line.offsetHeight + MARGIN - this.#box.clientHeight;
    if (top < 0) this.#box.scrollTop += top - MARGIN;
    else if (beyond > 0) this.#box.scrollTop += Math.min(beyond, top - MARGIN);
  }
}

function laidOut(document) {
  if (document === null) return make("p", { class: "nothing" }, words("noDocument"));
  if (!document.body) return make("p", { class: "nothing" }, words("soundDocument", document.content_type));
  return (document.markup && layOut(document.body)) || make("pre", {}, document.body);
}
