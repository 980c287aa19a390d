// Faults: the rules in force, each with a switch; a form for another; and what was struck, the latest first.

import { api } from "./api.js";
import { byId, make } from "./dom.js";
import { FaultForm } from "./fault-form.js";
import { kindSays } from "./faults-words.js";
import { language, onLanguage, words } from "./words.js";

const SHOWN = 300; // strikes
const PAUSE = 300; // milliseconds in which many strikes are one question
const UNTOLD = new Set(["number", "enabled", "kind", "says", "seen", "struck"]);
const USUAL = { every: 1, times: 0, probability: 1, seed: 0, attempts: 0 };

export class Faults {
  #rules = [];
  #strikes = new Map(); // number -> strike, oldest first
  #only = null; // the rule of which alone the strikes are shown
  #open;
  #form = new FaultForm(() => this.#ask());
  #waiting = null;
  #asked = 0;
  #turn = 0; // what was asked for before the latest question is no longer wanted
  #drawing = false;

  // open(number) shows the exchange of that number.
  constructor(open) {
    this.#open = open;
    byId("fault-add").addEventListener("click", () => this.#showForm(!this.#form.shown));
    byId("fault-form").addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.#showForm(false);
      byId("fault-add").focus();
    });
    byId("faults-clear").addEventListener("click", async () => {
      await this.#change(() => api.clearFaults());
      this.#strikes.clear();
      await this.#readStrikes();
      byId("fault-add").focus();
    });
    byId("struck-all").addEventListener("click", () => {
      const rule = this.#only;
      this.#narrow(null);
      (byId("rules").querySelector(`[data-focus="of ${rule}"]`) ?? byId("fault-add")).focus();
    });
    onLanguage(() => this.#draw());
  }

  begin() {
    return Promise.all([this.#ask(), this.#readStrikes()]);
  }

  clear() {
    this.#rules = [];
    this.#strikes.clear();
    this.#turn += 1;
    this.#only = null;
    this.#draw();
  }

  // News: these are the rules now.
  told(rules) {
    this.#asked += 1;
    this.#rules = rules;
    if (this.#only !== null && !rules.some((one) => one.number === this.#only)) this.#narrow(null);
    this.#drawSoon();
  }

  // News: a fault has struck, or is seen in an exchange by now.
  add(strike) {
    this.#waiting ??= setTimeout(() => {
      this.#waiting = null;
      this.#ask();
    }, PAUSE);
    if (!this.#shows(strike)) return;
    this.#strikes.set(strike.number, strike);
    if (this.#strikes.size > SHOWN) this.#strikes.delete(this.#strikes.keys().next().value);
    this.#drawSoon();
  }

  #shows(strike) {
    return this.#only === null || strike.rule === this.#only;
  }

  async #ask() {
    const turn = ++this.#asked;
    const rules = await api.faults().catch(() => null);
    if (rules && turn === this.#asked) this.told(rules);
  }

  async #readStrikes() {
    const turn = ++this.#turn;
    const struck = await api.struck(SHOWN, this.#only).catch(() => null);
    if (!struck || turn !== this.#turn) return;
    const since = [...this.#strikes.values()].filter((one) => one.number > (struck[0]?.number ?? -1) && this.#shows(one));
    this.#strikes = new Map([...struck.reverse(), ...since].map((one) => [one.number, one]));
    this.#draw();
  }

  async #change(how) {
    byId("faults-complaint").textContent = "";
    try {
      await how();
    } catch (error) {
      byId("faults-complaint").textContent = error.code === "unreachable" ? words("unreachable") : error.message;
    }
    await this.#ask();
  }

  #showForm(shown) {
    byId("fault-add").setAttribute("aria-expanded", String(shown));
    this.#form.show(shown);
  }

  #narrow(rule) {
    this.#only = rule;
    this.#readStrikes();
    this.#draw();
  }

  #drawSoon() {
    if (this.#drawing) return;
    this.#drawing = true;
    setTimeout(() => {
      this.#drawing = false;
      this.#draw();
    }, 30);
  }

  #draw() {
    const focused = document.activeElement?.closest?.("#panel-faults [data-focus]")?.dataset.focus;
    byId("faults-empty").hidden = this.#rules.length > 0;
    byId("faults-clear").hidden = this.#rules.length === 0;
    byId("fault-count").textContent = this.#strikes.size < SHOWN ? this.#strikes.size || "" : `${SHOWN}+`;
    byId("rules").replaceChildren(...this.#rules.map((rule) => this.#rule(rule)));
    byId("struck-empty").hidden = this.#strikes.size > 0;
    byId("struck-all").hidden = this.#only === null;
    byId("faults").replaceChildren(...[...this.#strikes.values()].reverse().map((strike) => make("li", {}, this.#strike(strike))));
    if (focused) ([...byId("panel-faults").querySelectorAll("[data-focus]")].find((one) => one.dataset.focus === focused) ?? byId("fault-add")).focus();
  }

  #rule(rule) {
    const button = (attributes, action, ...content) => {
      const node = make("button", { type: "button", ...attributes }, ...content);
      node.addEventListener("click", action);
      return node;
    };
    const name = `${rule.kind} ${told(rule)}`.trim();
    const only = this.#only === rule.number;
    return make("li", { class: "rule", "data-enabled": String(rule.enabled) },
      make("div", { class: "rule-head" },
        button({ class: "switch", role: "switch", "aria-checked": String(rule.enabled), "aria-label": words("faultSwitch", name), "data-focus": `switch ${rule.number}` },
          () => this.#change(() => api.switchFault(rule.number, !rule.enabled))),
        make("span", { class: "code fault-kind" }, rule.kind),
        make("span", { class: "rule-told" }, told(rule)),
        button({ class: "of-rule", "aria-pressed": String(only), title: words("onlyRule"), "data-focus": `of ${rule.number}` },
          () => this.#narrow(only ? null : rule.number), words("struckOf", rule.struck, rule.seen)),
        button({ class: "quiet", "aria-label": words("removeFault", name), title: words("removeFault", name), "data-focus": `remove ${rule.number}` },
          () => this.#change(() => api.removeFault(rule.number)), "✕")),
      make("p", { class: "rule-says" }, kindSays(rule.kind, rule.says.replace(`${rule.kind}: `, ""))));
  }

  #strike(strike) {
    const at = new Date(strike.at).toLocaleTimeString(language() === "zh" ? "zh-CN" : "en", { hour12: false });
    const what = [
      make("time", { datetime: strike.at }, at),
      make("span", { class: "code fault-kind" }, strike.kind),
      make("span", { class: "what" }, strike.what),
    ];
    const title = kindSays(strike.kind, strike.says);
    const [exchange] = strike.exchanges;
    if (exchange === undefined) return make("div", { class: "strike", title }, ...what);
    const node = make("button", { type: "button", class: "strike", title, "aria-controls": "detail", "data-focus": `strike ${strike.number}` }, ...what);
    node.addEventListener("click", () => this.#open(exchange));
    return node;
  }
}

// What a rule was told, as the API is told it: url=*/answer times=1.
function told(rule) {
  const given = Object.entries(rule).filter(([name, value]) => !UNTOLD.has(name) && value !== "" && value !== null && value !== USUAL[name]);
  return given.map(([name, value]) => `${name}=${value}`).join(" ");
}
