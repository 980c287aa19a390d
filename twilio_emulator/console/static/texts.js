// The text thread between my number and the one that is dialled.

import { api } from "./api.js";
import { byId, make, toEnd } from "./dom.js";
import { language, onLanguage } from "./words.js";

export class Texts {
  #box = byId("texts");
  #empty = byId("texts-empty");
  #body = byId("body");
  #send = byId("send");
  #messages = new Map();
  #me = "";
  #peer = "";
  #complain;

  constructor(complain) {
    this.#complain = complain;
    onLanguage(() => this.#render());
    byId("compose").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#post();
    });
  }

  // Nothing can be written before it is known who writes, and to whom.
  between(me, peer) {
    byId("compose-fields").disabled = me === "" || peer === "";
    if (me === this.#me && peer === this.#peer) return;
    this.#me = me;
    this.#peer = peer;
    byId("texts-peer").textContent = peer;
    this.#render();
  }

  add(...messages) {
    for (const message of messages) this.#messages.set(message.sid, message);
    if (messages.some((message) => this.#ours(message))) this.#render();
  }

  clear() {
    this.#messages.clear();
    this.#render();
  }

  // What the other side has sent is here once it has arrived.
  #ours({ from, to, arrived }) {
    return (from === this.#me && to === this.#peer) || (from === this.#peer && to === this.#me && arrived);
  }

  #render() {
    const ours = [...this.#messages.values()].filter((message) => this.#ours(message));
    ours.sort((one, other) => one.at.localeCompare(other.at));
    this.#empty.hidden = ours.length > 0;
    this.#box.replaceChildren(...ours.map((message) => this.#bubble(message)));
    toEnd(this.#box);
  }

  #bubble(message) {
    const at = new Date(message.at);
    const time = at.toLocaleTimeString(language() === "zh" ? "zh-CN" : "en", { hour: "2-digit", minute: "2-digit", hour12: false });
    const side = message.from === this.#me ? "mine" : "theirs";
    const media = message.media.map((url) => make("div", { class: "media" }, url));
    const text = make("div", { class: "bubble text" }, message.body, ...media);
    return make("div", { class: `turn ${side}` }, text, make("time", { class: "when", datetime: message.at }, time));
  }

  async #post() {
    const body = this.#body.value;
    if (!body.trim() || this.#send.disabled) return;
    this.#send.disabled = true;
    try {
      await api.text(this.#me, this.#peer, body);
      this.#body.value = "";
      this.#complain("");
    } catch (error) {
      this.#complain(error);
    } finally {
      this.#send.disabled = false;
    }
  }
}
