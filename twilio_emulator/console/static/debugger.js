// The debugger: what was remarked, in groups of one code at one place, the latest first, with what to do about it.

import { api } from "./api.js";
import { byId, make } from "./dom.js";
import { REMEDIES } from "./remedies.js";
import { language, onLanguage, words } from "./words.js";

const PAUSE = 500; // milliseconds in which many remarks are one question

// What a code is called, and what to do about it, in the page's language; the emulator's own words are English.
export function plainly(remark) {
  const [title, remedy] = (language() === "zh" && REMEDIES[remark.code]) || [remark.title, remark.remedy];
  return { title, remedy };
}

const keyOf = (group) => `${group.code} ${group.place}`;
const timeOf = (at) => new Date(at).toLocaleTimeString(language() === "zh" ? "zh-CN" : "en", { hour12: false });

export class Debugger {
  #open = new Set(); // the groups that somebody has opened
  #groups = [];
  #total = 0;
  #waiting = null;
  #chosen;

  // `chosen(id)` when the exchange of an alert is to be shown.
  constructor(chosen) {
    this.#chosen = chosen;
    onLanguage(() => this.#draw());
  }

  async begin() {
    const found = await api.alerts().catch(() => null);
    if (!found) return;
    this.#groups = found.groups;
    this.#total = found.total;
    this.#draw();
  }

  clear() {
    this.#groups = [];
    this.#total = 0;
    this.#draw();
  }

  // Something may have been remarked: look, soon and once for many.
  askSoon() {
    this.#waiting ??= setTimeout(() => {
      this.#waiting = null;
      this.begin();
    }, PAUSE);
  }

  // Show where a code was remarked, and let somebody go on from there.
  reveal(code) {
    const groups = this.#groups.filter((group) => group.code === code);
    for (const group of groups) this.#open.add(keyOf(group));
    this.#draw();
    const [first] = groups;
    if (first) [...byId("alerts").querySelectorAll("summary")].find((one) => one.dataset.focus === keyOf(first))?.focus();
  }

  #draw() {
    byId("alert-count").textContent = this.#total || "";
    byId("alerts-empty").hidden = this.#groups.length > 0;
    const focused = document.activeElement?.closest?.("#alerts [data-focus]")?.dataset.focus;
    byId("alerts").replaceChildren(...this.#groups.map((group) => this.#group(group)));
    if (focused) [...byId("alerts").querySelectorAll("[data-focus]")].find((one) => one.dataset.focus === focused)?.focus();
  }

  #group(group) {
    const key = keyOf(group);
    const { title, remedy } = plainly(group);
    const summary = make("summary", { class: "alert-head", "data-focus": key },
      make("span", { class: `code ${group.severity}` }, group.code), " ",
      make("span", { class: "alert-title" }, title), " ",
      make("span", { class: "alert-times" }, words("timesOver", group.count)), " ",
      make("span", { class: "alert-place" }, group.place), " ",
      make("time", { class: "took", datetime: group.last_at }, timeOf(group.last_at)));
    const listed = group.occurrences.map((one, place) => {
      const text = [make("time", { datetime: one.at }, timeOf(one.at)), " ", make("span", {}, one.text)];
      if (!one.id) return make("li", {}, ...text);
      const button = make("button", { type: "button", class: "occurrence", "aria-controls": "detail", "data-focus": `${key} ${place}` }, ...text);
      button.addEventListener("click", () => this.#chosen(one.id));
      return make("li", {}, button);
    });
    const rest = group.count - listed.length;
    const node = make("details", { class: `alert ${group.severity}` }, summary,
      ...(remedy ? [make("p", { class: "remedy" }, make("b", {}, words("remedy")), " ", remedy)] : []),
      make("ul", { class: "occurrences" }, ...listed),
      ...(rest > 0 ? [make("p", { class: "nothing" }, words("andOlder", rest))] : []));
    node.open = this.#open.has(key);
    node.addEventListener("toggle", () => (node.open ? this.#open.add(key) : this.#open.delete(key)));
    return make("li", {}, node);
  }
}
