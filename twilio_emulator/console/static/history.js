// Every call there was: a live list, searched by the server; one that is chosen shows what went over the wire for it.

import { api } from "./api.js";
import { byId, clock, make } from "./dom.js";
import { Pages } from "./pages.js";
import { VirtualList } from "./virtual.js";
import { language, onLanguage, words } from "./words.js";

const PAGE = 100;
const PAUSE = 200;

export class History {
  #list;
  #pages;
  #waiting = null;

  // `chosen(sid)` when a call is chosen.
  constructor(chosen) {
    this.#list = new VirtualList(byId("calls"), {
      key: (call) => call.sid,
      fill: (call, node) => this.#fill(call, node, chosen),
      more: () => this.#pages.more(),
    });
    this.#pages = new Pages({
      read: async (before) => {
        const found = await api.history({ q: this.#needle, before, limit: PAGE });
        return { items: found.calls, more: found.more, total: found.total };
      },
      key: (call) => call.sid,
      newer: (one, other) => one.placed_at > other.placed_at,
      shown: (calls, total, above) => {
        byId("call-count").textContent = total || "";
        byId("calls-empty").hidden = calls.length > 0;
        this.#list.show(calls, total, above);
      },
    });
    byId("call-filter").addEventListener("submit", (event) => event.preventDefault());
    byId("call-search").addEventListener("input", () => {
      clearTimeout(this.#waiting);
      this.#waiting = setTimeout(() => this.begin(), PAUSE);
    });
    onLanguage(() => this.#list.refresh());
  }

  get #needle() { return byId("call-search").value.trim(); }

  begin() {
    return this.#pages.begin().catch(() => {});
  }

  clear() {
    this.#pages.clear();
  }

  tell(call) {
    if (this.#needle) this.#pages.askSoon();
    else this.#pages.tell(call);
  }

  #fill(call, node, chosen) {
    const at = new Date(call.placed_at).toLocaleTimeString(language() === "zh" ? "zh-CN" : "en", { hour12: false });
    const button = make("button", { type: "button", class: "exchange past-call", title: call.sid },
      make("span", { class: "when-placed" }, at),
      make("span", { class: "what" }, make("span", { class: "path" }, `${call.from} → ${call.to}`)),
      make("span", { class: `outcome ${["busy", "failed", "no-answer"].includes(call.status) ? "bad" : "good"}` }, words(call.status)),
      make("span", { class: "took" }, clock(call.duration)));
    button.addEventListener("click", () => chosen(call.sid));
    node.replaceChildren(button);
  }
}
