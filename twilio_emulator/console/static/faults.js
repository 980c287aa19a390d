// The faults that struck: a live list, each with what it struck and, where there is one, the webhook it shows in.

import { atEnd, byId, make, toEnd } from "./dom.js";

const SHOWN = 300;

export class Faults {
  #list = byId("faults");
  #scroll = byId("faults").parentElement;
  #rows = new Map();
  #open;

  // open(number) shows the exchange of that number.
  constructor(open) {
    this.#open = open;
  }

  // Oldest first, as they strike; one that is known is brought up to date.
  add(...strikes) {
    const follow = atEnd(this.#scroll);
    for (const strike of strikes) {
      const known = this.#rows.get(strike.number);
      const node = known ?? make("li");
      node.replaceChildren(this.#row(strike));
      if (known) continue;
      this.#rows.set(strike.number, node);
      this.#list.append(node);
    }
    for (const [number, node] of this.#rows) {
      if (this.#rows.size <= SHOWN) break;
      node.remove();
      this.#rows.delete(number);
    }
    this.#count();
    if (follow) toEnd(this.#scroll);
  }

  clear() {
    this.#rows.clear();
    this.#list.replaceChildren();
    this.#count();
  }

  #count() {
    byId("fault-count").textContent = this.#rows.size || "";
    byId("faults-card").hidden = this.#rows.size === 0;
  }

  #row(strike) {
    const what = [
      make("span", { class: "code fault-kind" }, strike.kind),
      make("span", { class: "what" }, strike.what),
    ];
    const [exchange] = strike.exchanges;
    if (exchange === undefined) return make("div", { class: "strike", title: strike.says }, ...what);
    const button = make("button", { type: "button", class: "strike", title: strike.says, "aria-controls": "detail" }, ...what);
    button.addEventListener("click", () => this.#open(exchange));
    return button;
  }
}
