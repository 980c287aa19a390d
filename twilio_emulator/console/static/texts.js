// The texts of my number: every thread in a list, and the one with the number that is dialled.

import { api } from "./api.js";
import { day, written } from "./bubbles.js";
import { Compose } from "./compose.js";
import { arrange, atEnd, byId, make, moment, toEnd } from "./dom.js";
import { faceOf } from "./people.js";
import { language, onLanguage, words } from "./words.js";

export class Texts {
  #box = byId("texts");
  #messages = new Map();
  #unread = new Set();
  #nodes = new Map(); // what has been written: its key is all that it says
  #atEnd = true;
  #me = "";
  #peer = "";
  #listed = true; // whether the list is shown, and not a thread
  #compose = new Compose((body, files) => this.#post(body, files), (error) => this.#hooks.complain(error));
  #hooks;

  // hooks: complain(error), open(number) when a thread is chosen, nameOf(number)
  constructor(hooks) {
    this.#hooks = hooks;
    byId("texts-back").addEventListener("click", () => {
      this.#listed = true;
      this.#render();
      byId("threads").querySelector("button")?.focus();
    });
    this.#box.addEventListener("scroll", () => { this.#atEnd = atEnd(this.#box); });
    this.#box.addEventListener("load", () => this.#stay(), true); // a picture has come, and takes its place
    new ResizeObserver(() => this.#stay()).observe(this.#box);
    onLanguage(() => this.redraw());
  }

  // Nothing can be written before it is known who writes, and to whom.
  between(me, peer) {
    if (me !== this.#me) {
      this.#messages.clear();
      this.#unread.clear();
    }
    if (me === this.#me && peer === this.#peer && (peer === "") === this.#listed) return;
    this.#me = me;
    this.#peer = peer;
    this.#listed = peer === "";
    this.#render();
    toEnd(this.#box);
  }

  // Begin to write to the number whose thread is open.
  write() { this.#compose.focus(); }

  // What there was before, which nobody has to be told of.
  load(messages) {
    for (const message of messages) this.#messages.set(message.sid, message);
    this.#render();
    toEnd(this.#box);
  }

  // What has just come, or come further.
  add(message) {
    const { me, peer } = this.#sides(message);
    if (!me) return;
    const before = this.#messages.get(message.sid);
    this.#messages.set(message.sid, message);
    const shown = !this.#listed && peer === this.#peer;
    if (message.to === this.#me && message.arrived && !before?.arrived && !shown) this.#unread.add(message.sid);
    this.#render();
    if (shown && (this.#atEnd || (before === undefined && message.from === this.#me))) toEnd(this.#box);
  }

  clear() {
    this.#messages.clear();
    this.#unread.clear();
    this.redraw();
  }

  // Say everything anew: in another language, or by other names.
  redraw() {
    this.#nodes.clear();
    this.#render();
  }

  // Whoever reads the latest goes on reading the latest.
  #stay() {
    if (this.#atEnd) toEnd(this.#box);
  }

  // Whose text it is: mine where I am at one of its ends, and who is at the other.
  #sides({ from, to }) {
    return { me: from === this.#me || to === this.#me, peer: from === this.#me ? to : from };
  }

  #render() {
    const threads = new Map();
    for (const message of [...this.#messages.values()].sort((one, other) => one.at.localeCompare(other.at))) {
      const { peer } = this.#sides(message);
      if (!threads.has(peer)) threads.set(peer, []);
      threads.get(peer).push(message);
    }
    const open = this.#listed ? [] : threads.get(this.#peer) ?? [];
    for (const { sid } of open) this.#unread.delete(sid);
    this.#compose.to(this.#listed ? "" : this.#peer, this.#me !== "" && !this.#listed);
    this.#head(threads);
    if (this.#listed) arrange(byId("threads"), this.#rows(threads));
    else arrange(this.#box, this.#turns(open));
  }

  #head(threads) {
    const name = this.#listed ? "" : this.#hooks.nameOf(this.#peer);
    const empty = this.#listed ? threads.size === 0 : !threads.has(this.#peer);
    byId("texts-peer").textContent = this.#listed ? "" : name ? `${name} ${this.#peer}` : this.#peer;
    byId("texts-back").hidden = this.#listed;
    byId("threads-box").hidden = !this.#listed || empty;
    this.#box.hidden = this.#listed;
    byId("texts-empty").hidden = !empty;
    byId("texts-empty-words").textContent = words(this.#listed ? "noThreads" : "textsEmpty");
    const badge = byId("texts-unread");
    badge.hidden = this.#unread.size === 0;
    badge.textContent = words("unread", this.#unread.size);
    const dot = byId("talk-unread"); // where each part has the screen to itself
    dot.hidden = badge.hidden;
    dot.firstElementChild.textContent = badge.textContent;
  }

  #rows(threads) {
    const latest = [...threads].sort(([, one], [, other]) => other.at(-1).at.localeCompare(one.at(-1).at));
    return latest.map(([peer, messages]) => {
      const last = messages.at(-1);
      const unread = messages.filter(({ sid }) => this.#unread.has(sid)).length;
      return this.#once(`thread ${peer} ${last.sid} ${unread}`, () => [this.#row(peer, last, unread)])[0];
    });
  }

  #row(peer, last, unread) {
    const name = this.#hooks.nameOf(peer);
    const row = make("button", { type: "button", class: "thread" },
      make("span", { class: "face", "aria-hidden": "true" }, faceOf(name, peer)),
      make("b", {}, name ? `${name} ${peer}` : peer), make("time", { class: "when", datetime: last.at }, moment(last.at, language() === "zh")),
      make("span", { class: "last" }, last.body || last.media.join(" ")),
      unread ? make("span", { class: "unread" }, words("unread", unread)) : null);
    row.addEventListener("click", () => {
      this.#hooks.open(peer);
      if (this.#listed) this.between(this.#me, peer); // it was dialled already
      this.write();
    });
    return make("li", {}, row);
  }

  #turns(messages) {
    let date = "";
    return messages.flatMap((message) => {
      const key = `${message.sid} ${message.status} ${message.arrived} ${message.error_code}`;
      const nodes = this.#once(key, () => written(message, message.from === this.#me));
      const other = new Date(message.at).toDateString();
      if (other === date) return nodes;
      date = other;
      return [...this.#once(`day ${other}`, () => [day(message.at)]), ...nodes];
    });
  }

  #once(key, write) {
    if (!this.#nodes.has(key)) this.#nodes.set(key, write());
    return this.#nodes.get(key);
  }

  async #post(body, files) {
    const [me, peer] = [this.#me, this.#peer];
    try {
      const kept = await Promise.all(files.map(async (file) => api.keepFile(file.name, await inBase64(file))));
      await api.text(me, peer, body, kept.map((one) => one.url));
      this.#hooks.complain("");
      return true;
    } catch (error) {
      this.#hooks.complain(error);
      return false;
    }
  }
}

const inBase64 = (file) => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.addEventListener("load", () => resolve(reader.result.split(",")[1] ?? ""));
  reader.addEventListener("error", () => reject(reader.error));
  reader.readAsDataURL(file);
});
