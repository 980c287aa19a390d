// The call as it runs, beside its transcript: document and verb, what is waited for, what was gathered, the way here.

import { api } from "./api.js";
import { duration, rate } from "./clock.js";
import { Document } from "./document.js";
import { arrange, byId, make } from "./dom.js";
import { outcome, pathOf, purposeOf } from "./exchanges.js";
import "./live-words.js";
import { onLanguage, words } from "./words.js";

const STEPS = 6; // documents of the way that are shown
const TICK = 100; // milliseconds between two looks at the time
const MOMENT = 25; // milliseconds in which news come together

export class Live {
  #sid = "";
  #live = null;
  #seen = 0; // when it was read, as performance.now() counts
  #asking = false;
  #soon = null; // the timer of a question that is to be asked
  #again = false;
  #open;
  #document = new Document(byId("live-document"));
  #variables = new Map(); // name -> li
  #steps = new Map(); // exchange -> li

  // `open(number)` shows a webhook in the inspector.
  constructor(open) {
    this.#open = open;
    setInterval(() => this.#tick(), TICK);
    onLanguage(() => {
      this.#forget();
      this.#show();
    });
  }

  follow(sid) {
    if (sid === this.#sid) return;
    this.#sid = sid;
    this.#live = null;
    this.#forget();
    this.#show();
    if (sid) this.look();
  }

  clear() {
    this.follow("");
  }

  // There is news of a call.
  told(sid) {
    if (sid && (sid === this.#sid || sid === this.#live?.shown)) this.look();
  }

  // Read what runs, in a moment: of all the news that come together, one question is enough.
  look() {
    if (!this.#sid || this.#asking) {
      this.#again = this.#asking;
      return;
    }
    this.#asking = true;
    this.#soon = setTimeout(() => this.#ask(), MOMENT);
  }

  // A call has come to its end. That needs no question: perhaps all is being forgotten, and this call with it.
  over(sid) {
    if (sid !== this.#sid || !this.#live) return;
    if (this.#soon !== null) {
      clearTimeout(this.#soon);
      this.#soon = null;
      this.#asking = false;
    }
    this.#live = { ...this.#live, over: true, awaits: null, running: [] };
    this.#show();
  }

  async #ask() {
    const sid = this.#sid;
    this.#soon = null;
    this.#again = false;
    const live = sid ? await api.live(sid).catch(() => null) : null;
    this.#asking = false;
    if (live && sid === this.#sid) {
      this.#live = live;
      this.#seen = performance.now();
      this.#show();
    }
    if (this.#again || sid !== this.#sid) this.look();
  }

  // What is on the page is to be made anew: it is in another language, or another call's.
  #forget() {
    this.#variables.clear();
    this.#steps.clear();
  }

  #show() {
    const live = this.#live;
    byId("live").classList.toggle("runs", live !== null);
    byId("live-empty").hidden = live !== null;
    byId("live-call").hidden = live === null;
    byId("live-tag").textContent = live ? live.running.map((word) => word.tag).join(" › ") : "";
    if (!live) return;
    this.#document.show(live.document, live.running);
    const byRest = live.document && live.document.exchange === null;
    byId("live-from").textContent = live.shown !== live.sid ? words("ofCaller") : byRest ? words("byRest") : "";
    byId("awaits-words").textContent = awaitsWords(live);
    this.#showVariables(live.variables);
    this.#showTrail(live);
    this.#tick();
  }

  #showVariables(variables) {
    byId("gathered").hidden = variables.length === 0;
    arrange(byId("variables"), variables.map(({ name, value, exchange }) => {
      const node = this.#variables.get(name);
      if (node?.dataset.value === value && node.dataset.exchange === String(exchange)) return node;
      const button = make("button", { type: "button", title: `${name}=${value}` }, make("b", {}, name), " ", make("span", {}, value || "–"));
      button.addEventListener("click", () => this.#open(exchange));
      const made = make("li", { "data-value": value, "data-exchange": exchange }, button);
      this.#variables.set(name, made);
      return made;
    }));
  }

  #showTrail({ trail, earlier, document, over }) {
    byId("way").hidden = trail.length === 0;
    const shown = trail.slice(-STEPS);
    const before = earlier + trail.length - shown.length;
    byId("trail-before").textContent = before ? words("earlier", before) : "";
    const nodes = shown.map((step) => {
      let node = this.#steps.get(step.exchange);
      if (!node) {
        const button = make("button", { type: "button", title: `${step.method} ${step.url}` }, purposeOf(step), " ", make("span", { class: "path" }, pathOf(step.url)));
        button.addEventListener("click", () => this.#open(step.exchange));
        node = make("li", {}, button);
        this.#steps.set(step.exchange, node);
      }
      const pending = !step.status && !step.failure;
      node.firstChild.className = pending ? "pending" : outcome(step);
      node.firstChild.toggleAttribute("aria-current", false);
      if (!over && document?.exchange === step.exchange) node.firstChild.setAttribute("aria-current", "step");
      return node;
    });
    arrange(byId("trail"), nodes);
  }

  // Count down to the end of what is waited for, or up from its beginning.
  #tick() {
    const awaits = this.#live?.awaits;
    const bar = byId("awaits-bar");
    bar.hidden = !awaits || awaits.until === null;
    if (!awaits) {
      byId("awaits-time").textContent = "";
      return;
    }
    const at = this.#live.at + ((performance.now() - this.#seen) / 1000) * rate();
    if (awaits.until === null) {
      byId("awaits-time").textContent = words("timeSpent", duration(at - awaits.since));
      return;
    }
    byId("awaits-time").textContent = words("timeLeft", duration(awaits.until - at));
    bar.max = Math.max(awaits.until - awaits.since, 0.001);
    bar.value = Math.min(Math.max(at - awaits.since, 0), bar.max);
  }
}

const named = (prefix, { keys, speech }) => words(prefix + (keys && speech ? "Either" : keys ? "Keys" : "Speech"));

function awaitsWords({ awaits, over }) {
  if (over || !awaits) return over ? words("liveOver") : "";
  const heard = awaits.keys || awaits.speech;
  if (awaits.kind === "caller" && heard) return named("awaits", awaits);
  const what = words(`awaits${awaits.kind[0].toUpperCase()}${awaits.kind.slice(1)}`);
  const stops = heard && ["words", "playing", "sound", "silence"].includes(awaits.kind);
  return stops ? `${what} · ${named("stopsBy", awaits)}` : what;
}
