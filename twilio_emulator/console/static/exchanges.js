// Everything that goes over the wire: a live list, searched and filtered by the server.

import { api } from "./api.js";
import { byId, make } from "./dom.js";
import { Pages } from "./pages.js";
import { VirtualList } from "./virtual.js";
import { onLanguage, words } from "./words.js";

const PAGE = 100;
const PAUSE = 200; // milliseconds after the last key until a search is made
const PURPOSES = { answer: "answerPurpose", status: "statusPurpose", request: "requestPurpose" };

const OWN = /^\/2010-04-01\/Accounts\/AC[0-9a-f]{32}(?=\/)/; // what every address of the API begins with

export const purposeOf = (row) => words(PURPOSES[row.purpose] ?? row.purpose);
export const took = (seconds) => `${seconds < 0.0095 ? (seconds * 1000).toFixed(1) : Math.round(seconds * 1000)} ms`;
export const outcome = (row) => (row.failure ? "bad" : row.status < 300 ? "good" : row.status < 400 ? "fair" : "bad");

export function pathOf(url) {
  try {
    const { pathname, search } = new URL(url);
    return pathname.replace(OWN, "…") + search;
  } catch {
    return url;
  }
}

// An exchange of the news as the list has it.
export const rowOf = (exchange) => ({
  ...exchange, id: String(exchange.number), kind: exchange.purpose === "status" ? "callback" : "webhook",
});

// By which rows are ordered: the webhook's number, and before it the requests that were made before it.
const placeOf = (id) => {
  const [first, second] = id.split(".").map(Number);
  return second === undefined ? [first, 1, 0] : [first, 0, second];
};

function newer(one, other) {
  const [a, b] = [placeOf(one.id), placeOf(other.id)];
  const differing = a.findIndex((value, place) => value !== b[place]);
  return differing >= 0 && a[differing] > b[differing];
}

export class Exchanges {
  #list;
  #pages;
  #open = null;
  #opened;
  #call = "";
  #waiting = null;

  // `opened(id)` when a row is chosen, null when it is closed again.
  constructor(opened) {
    this.#opened = opened;
    this.#list = new VirtualList(byId("exchanges"), {
      key: (row) => row.id,
      fill: (row, node) => this.#fill(row, node),
      more: () => this.#pages.more(),
    });
    this.#pages = new Pages({
      read: async (before) => {
        const found = await api.traffic({ ...this.#filter(), before, limit: PAGE });
        return { items: found.rows, more: found.more, total: found.total };
      },
      key: (row) => row.id,
      newer,
      shown: (rows, total, above) => this.#shown(rows, total, above),
    });
    byId("exchange-filter").addEventListener("submit", (event) => event.preventDefault());
    byId("exchange-search").addEventListener("input", () => {
      clearTimeout(this.#waiting);
      this.#waiting = setTimeout(() => this.begin(), PAUSE);
    });
    byId("exchange-kind").addEventListener("change", () => this.begin());
    byId("only-clear").addEventListener("click", () => {
      this.only("");
      byId("exchange-search").focus();
    });
    onLanguage(() => this.#list.refresh());
  }

  begin() {
    return this.#pages.begin().catch(() => {}); // the state of the connection is shown already
  }

  clear() {
    this.#pages.clear();
    this.mark(null);
  }

  // News of one; with a filter the server knows whether it fits.
  tell(row) {
    if (Object.values(this.#filter()).some(Boolean)) this.#pages.askSoon();
    else this.#pages.tell(row);
  }

  // Show those of one call or text, or all again.
  only(sid) {
    this.#call = sid;
    byId("only").hidden = !sid;
    byId("only-sid").textContent = sid;
    byId("har").href = sid ? `/emulator/v1/har/${encodeURIComponent(sid)}` : "#";
    byId("har").download = sid ? `${sid}.har` : "";
    return this.begin();
  }

  // Tell which one is open.
  mark(id) {
    this.#open = id;
    this.#list.refresh();
    if (id !== null) this.#list.reveal(id);
  }

  focus(id) {
    this.#list.focus(id);
  }

  #filter() {
    const kind = byId("exchange-kind").value;
    return {
      q: byId("exchange-search").value.trim(),
      call: this.#call,
      kind: kind === "trouble" ? "" : kind,
      trouble: kind === "trouble" ? 1 : "",
    };
  }

  #shown(rows, total, above) {
    byId("exchange-count").textContent = total || "";
    const filtered = Object.values(this.#filter()).some(Boolean);
    byId("exchanges-empty").hidden = rows.length > 0 || filtered;
    byId("exchanges-none").hidden = rows.length > 0 || !filtered;
    this.#list.show(rows, total, above);
  }

  #fill(row, node) {
    const struck = row.faults.length ? [make("span", { class: "code fault-kind" }, words("fault"))] : [];
    const codes = [...struck, ...[...new Set(row.codes)].map((code) => make("span", { class: "code" }, code))];
    const button = make(
      "button",
      { type: "button", class: "exchange", "aria-expanded": String(this.#open === row.id), "aria-controls": "detail", title: `${row.method} ${row.url}` },
      make("span", { class: `purpose for-${row.kind === "request" ? "request" : row.purpose}` }, purposeOf(row)),
      make("span", { class: "what" }, make("span", { class: "method" }, row.method), " ", make("span", { class: "path" }, pathOf(row.url))),
      make("span", { class: "codes" }, ...codes),
      make("span", { class: `outcome ${outcome(row)}` }, row.failure ? words("failedWebhook") : row.status),
      make("span", { class: "took" }, took(row.seconds)),
    );
    button.addEventListener("click", () => this.#opened(this.#open === row.id ? null : row.id));
    node.replaceChildren(button);
  }
}
