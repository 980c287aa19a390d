// The webhooks: a live list, and one of them in full.

import { api } from "./api.js";
import { atEnd, byId, make, toEnd } from "./dom.js";
import { language, onLanguage, words } from "./words.js";
import { layOut } from "./xml.js";

const SHOWN = 300;
const PURPOSES = { answer: "answerPurpose", status: "statusPurpose" };

const purposeOf = (exchange) => words(PURPOSES[exchange.purpose] ?? exchange.purpose);
const took = (exchange) => `${exchange.seconds < 0.0095 ? (exchange.seconds * 1000).toFixed(1) : Math.round(exchange.seconds * 1000)} ms`;
const outcome = (exchange) => (exchange.failure ? "bad" : exchange.status < 300 ? "good" : exchange.status < 400 ? "fair" : "bad");

function pathOf(url) {
  try {
    const { pathname, search } = new URL(url);
    return pathname + search;
  } catch {
    return url;
  }
}

export class Exchanges {
  #list = byId("exchanges");
  #scroll = byId("exchanges").parentElement;
  #rows = new Map();
  #open = null;
  #full = null;

  constructor() {
    byId("detail-close").addEventListener("click", () => this.#close());
    byId("detail").addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#close();
    });
    onLanguage(() => {
      for (const { exchange, node } of this.#rows.values()) this.#fill(node, exchange);
      if (this.#full) this.#show(this.#full);
    });
  }

  // Oldest first, as they happen; a row that is known is brought up to date.
  add(...exchanges) {
    const follow = atEnd(this.#scroll);
    for (const exchange of exchanges) {
      const known = this.#rows.get(exchange.number);
      const node = known?.node ?? make("li");
      this.#fill(node, exchange);
      this.#rows.set(exchange.number, { exchange, node });
      if (!known) this.#insert(node, exchange.number);
      if (this.#open === exchange.number) this.#load(exchange.number);
    }
    while (this.#rows.size > SHOWN) this.#drop(Math.min(...this.#rows.keys()));
    this.#count();
    if (follow) toEnd(this.#scroll);
  }

  clear() {
    for (const number of [...this.#rows.keys()]) this.#drop(number);
    this.#close();
    this.#count();
  }

  #count() {
    byId("exchange-count").textContent = this.#rows.size || "";
    byId("exchanges-empty").hidden = this.#rows.size > 0;
  }

  #insert(node, number) {
    node.dataset.number = number;
    let after = this.#list.lastElementChild;
    while (after && Number(after.dataset.number) > number) after = after.previousElementSibling;
    if (after) after.after(node);
    else this.#list.prepend(node);
  }

  #drop(number) {
    this.#rows.get(number).node.remove();
    this.#rows.delete(number);
  }

  #fill(node, exchange) {
    const struck = exchange.faults.length ? [make("span", { class: "code fault-kind" }, words("fault"))] : [];
    const codes = [...struck, ...[...new Set(exchange.codes)].map((code) => make("span", { class: "code" }, code))];
    const button = make(
      "button",
      { type: "button", class: "exchange", "aria-expanded": String(this.#open === exchange.number), "aria-controls": "detail" },
      make("span", { class: `purpose for-${exchange.purpose}` }, purposeOf(exchange)),
      make("span", { class: "what" }, make("span", { class: "method" }, exchange.method), " ", make("span", { class: "path" }, pathOf(exchange.url))),
      make("span", { class: "codes" }, ...codes),
      make("span", { class: `outcome ${outcome(exchange)}` }, exchange.failure ? words("failedWebhook") : exchange.status),
      make("span", { class: "took" }, took(exchange)),
    );
    button.title = `${exchange.method} ${exchange.url}`;
    button.addEventListener("click", () => this.#toggle(exchange.number));
    node.replaceChildren(button);
  }

  #toggle(number) {
    if (this.#open === number) this.#close();
    else this.open(number);
  }

  // Show one in full.
  open(number) {
    this.#select(number);
    this.#load(number).then(() => byId("detail").focus({ preventScroll: true }));
  }

  #select(number) {
    this.#open = number;
    for (const { exchange, node } of this.#rows.values()) {
      node.firstElementChild.setAttribute("aria-expanded", String(exchange.number === number));
    }
  }

  #close() {
    const row = this.#rows.get(this.#open)?.node.firstElementChild;
    this.#select(null);
    this.#full = null;
    if (byId("detail").contains(document.activeElement)) row?.focus();
    byId("detail").hidden = true;
  }

  async #load(number) {
    const full = await api.exchange(number).catch(() => null);
    if (full && this.#open === number) this.#show(full);
  }

  #show(full) {
    const kept = this.#full?.number === full.number ? byId("detail-body").scrollTop : 0;
    this.#full = full;
    byId("detail-title").textContent = `${purposeOf(full)} · ${full.failure ? words("failedWebhook") : full.status} · ${took(full)}`;
    const request = make("p", { class: "request-line" }, make("span", { class: "method" }, full.method), " ", full.url);
    byId("detail-body").replaceChildren(
      request,
      ...(full.failure ? [make("p", { class: "failure" }, full.failure)] : []),
      ...section("faultsThatStruck", full.faults.map((says) => make("p", { class: "fault" }, says))),
      ...section("notices", full.notices.map(remark)),
      ...answerOf(full),
      ...section("parameters", [full.params.length ? table(full.params) : make("p", { class: "nothing" }, words("noParams"))]),
      ...section("request", [facts(full)]),
      ...section("redirects", full.redirects.map((url) => make("p", { class: "mono" }, url))),
    );
    byId("detail").hidden = false;
    byId("detail-body").scrollTop = kept;
    this.#rows.get(full.number)?.node.scrollIntoView({ block: "nearest" });
  }
}

function section(title, nodes) {
  return nodes.length ? [make("section", {}, make("h3", {}, words(title)), ...nodes)] : [];
}

function remark(notice) {
  const place = notice.line ? [make("span", { class: "place" }, words("line", notice.line))] : [];
  return make("div", { class: `remark ${notice.severity}` },
    make("p", {}, make("span", { class: "code" }, notice.code), " ", make("b", {}, notice.title), " ", ...place), make("p", {}, notice.detail));
}

function table(params) {
  const rows = params.map(({ name, value }) => make("tr", { class: value ? undefined : "blank" }, make("th", { scope: "row" }, name), make("td", {}, value || "–")));
  return make("table", {}, make("tbody", {}, ...rows));
}

function facts(full) {
  const subject = full.subject_sid.startsWith("CA") ? "call_sid" : "message_sid";
  const at = new Date(full.at).toLocaleString(language() === "zh" ? "zh-CN" : "en", { hour12: false });
  const rows = [["time", at], ["type", full.content_type || "–"], [subject, full.subject_sid], ["signature", full.signature]];
  return make("dl", {}, ...rows.flatMap(([name, value]) => [make("dt", {}, words(name)), make("dd", {}, value)]));
}

// The answer, formatted where it is XML, or as it came with its line numbers and the lines remarked on.
function answerOf(full) {
  if (full.failure) return [];
  if (!full.body.trim()) return section("answerBody", [make("p", { class: "nothing" }, words("noBody"))]);
  const pretty = layOut(full.body);
  const raw = asReceived(full.body, new Set(full.notices.map((notice) => notice.line)));
  const [found] = section("answerBody", [pretty ?? raw]);
  if (pretty) {
    raw.hidden = true;
    found.append(raw);
    const buttons = [["pretty", pretty], ["asReceived", raw]].map(([name, node]) => {
      const button = make("button", { type: "button", "aria-pressed": String(node === pretty) }, words(name));
      button.addEventListener("click", () => {
        for (const one of [pretty, raw]) one.hidden = one !== node;
        for (const one of buttons) one.setAttribute("aria-pressed", String(one === button));
      });
      return button;
    });
    found.prepend(make("div", { class: "section-head" }, found.firstElementChild, make("div", { class: "choice" }, ...buttons)));
  }
  return [found];
}

function asReceived(body, marked) {
  const lines = body.replace(/\n$/, "").split("\n").map((line, place) =>
    make("span", { class: marked.has(place + 1) ? "marked" : undefined }, line || " "));
  return make("pre", { class: "raw" }, make("code", {}, ...lines));
}
