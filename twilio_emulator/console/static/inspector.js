// The inspector: exchanges, calls, alerts, faults and figures as tabs, and one exchange in full below them.

import { Debugger } from "./debugger.js";
import { Detail } from "./detail.js";
import { byId } from "./dom.js";
import { Exchanges, rowOf } from "./exchanges.js";
import { Figures } from "./figures.js";
import { History } from "./history.js";
import "./inspector-words.js";

const TABS = ["exchanges", "calls", "alerts", "faults", "figures"];

export class Inspector {
  #detail = new Detail((id, back) => this.#opened(id, back), (sid) => this.#only(sid));
  #exchanges = new Exchanges((id) => (id === null ? this.#detail.close() : this.#detail.open(id)));
  #history = new History((sid) => this.#only(sid));
  #debugger = new Debugger((id) => this.open(id));
  #figures = new Figures((code) => {
    this.#choose("alerts");
    this.#debugger.reveal(code);
  });

  constructor() {
    for (const name of TABS) {
      const tab = byId(`tab-${name}`);
      tab.addEventListener("click", () => this.#choose(name));
      tab.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        const next = TABS[(TABS.indexOf(name) + step + TABS.length) % TABS.length];
        this.#choose(next);
        byId(`tab-${next}`).focus();
      });
    }
    this.#choose("exchanges");
  }

  begin() {
    return Promise.all([this.#exchanges.begin(), this.#history.begin(), this.#debugger.begin()]);
  }

  clear() {
    this.#detail.close();
    this.#exchanges.clear();
    this.#history.clear();
    this.#debugger.clear();
    this.#figures.clear();
  }

  // Show one webhook in full: by its number, or by its id among all that went over the wire.
  open(id) {
    this.#choose("exchanges");
    return this.#detail.open(String(id));
  }

  exchange(exchange) {
    const row = rowOf(exchange);
    this.#exchanges.tell(row);
    if (this.#detail.id === row.id) this.#detail.reload();
    this.#figures.askSoon();
    if (exchange.codes.length) this.#debugger.askSoon();
  }

  request(row) {
    this.#exchanges.tell(row);
  }

  call(call) {
    this.#history.tell(call);
    this.#figures.askSoon();
    if (call.over) this.#debugger.askSoon();
  }

  message(message) {
    this.#figures.askSoon();
    if (message.error_code) this.#debugger.askSoon();
  }

  #only(sid) {
    this.#choose("exchanges");
    this.#exchanges.only(sid).then(() => byId("only-clear").focus());
  }

  #opened(id, back = null) {
    this.#exchanges.mark(id);
    if (back !== null) this.#exchanges.focus(back);
  }

  #choose(name) {
    for (const one of TABS) {
      const chosen = one === name;
      byId(`tab-${one}`).setAttribute("aria-selected", String(chosen));
      byId(`tab-${one}`).tabIndex = chosen ? 0 : -1;
      byId(`panel-${one}`).hidden = !chosen;
    }
    this.#figures.show(name === "figures");
  }
}
