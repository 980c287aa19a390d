// The handset: dialling, ringing, keys, and the call while it lasts.

import { api } from "./api.js";
import { byId, clock, make } from "./dom.js";
import { normalise } from "./people.js";
import { sound } from "./sound.js";
import { onLanguage, words } from "./words.js";

const PAD = [
  ["1", ""], ["2", "ABC"], ["3", "DEF"], ["4", "GHI"], ["5", "JKL"], ["6", "MNO"],
  ["7", "PQRS"], ["8", "TUV"], ["9", "WXYZ"], ["*", ""], ["0", "+"], ["#", ""],
];
const KEYS = /^[0-9*#]$/;
const PACE = 130; // milliseconds between keys that are pressed by themselves

export class Phone {
  #me = "";
  #call = null;
  #mine = true;
  #dialling = false;
  #keys = Promise.resolve();
  #pressed = "";
  #since = 0;
  #ticking = null;
  #virtual = false;
  #hooks;

  // hooks: adopted(call, mine), complain(error), nameOf(number), peer(number)
  constructor(hooks) {
    this.#hooks = hooks;
    this.#buildPad();
    const dial = byId("dial");
    dial.addEventListener("input", () => this.#dialChanged());
    dial.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.dial();
    });
    byId("erase").addEventListener("click", () => this.#setDial(dial.value.slice(0, -1)));
    byId("call").addEventListener("click", () => this.dial());
    byId("hang-up").addEventListener("click", () => this.#putDown());
    byId("answer").addEventListener("click", () => this.#pickUp());
    byId("say").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#speak();
    });
    document.addEventListener("keydown", (event) => this.#typed(event));
    document.addEventListener("paste", (event) => this.#pasted(event));
    onLanguage(() => this.#render());
    this.#render();
  }

  get call() { return this.#call; }
  get me() { return this.#me; }
  // Nobody can call before it is known who calls.
  set me(number) {
    this.#me = number;
    this.#render();
  }

  get peer() { return normalise(byId("dial").value); }
  set virtual(virtual) { this.#virtual = virtual; }

  preset(number) { this.#setDial(number); }

  // The numbers that applications answer, each one press away from being dialled.
  set numbers(numbers) {
    byId("lines").replaceChildren(...numbers.filter((one) => one.voice_url || one.sms_url).map((one) => {
      const button = make("button", { type: "button", class: "chip" },
        make("b", {}, one.phone_number), one.friendly_name ? make("span", {}, one.friendly_name) : null);
      button.addEventListener("click", () => this.#setDial(one.phone_number));
      return button;
    }));
  }

  async dial() {
    if (this.#call || this.#dialling || !this.me) return;
    const to = this.peer;
    if (!to || to === this.me) {
      this.#hooks.complain(words(to ? "ownNumber" : "wrongNumber"));
      return;
    }
    sound.unlock();
    this.#dialling = true;
    this.#hooks.complain("");
    try {
      const call = await api.dial(this.me, to);
      this.#adopt(call, true);
    } catch (error) {
      this.#hooks.complain(error);
    } finally {
      this.#dialling = false;
    }
  }

  // News of any call: of ours it is followed, and one for our number rings.
  told(call) {
    if (call.sid === this.#call?.sid) return this.#follow(call);
    if (call.status !== "ringing" || call.to !== this.me || call.from === this.me) return undefined;
    if (this.#call || this.#dialling) return api.refuse(call.sid).catch(() => {});
    return this.#adopt(call, false);
  }

  heard(line) {
    if (line.speaker === "line") {
      byId("caption").textContent = line.text;
      byId("caption").lang = line.language;
    }
    if (this.#virtual && this.#call) byId("timer").textContent = clock(line.at);
  }

  // Press keys by themselves, one after the other, as a hand would.
  press(keys) {
    if (!this.#inCall()) return;
    [...keys].filter((key) => KEYS.test(key)).forEach((key, place) => this.#queueKey(key, place ? PACE : 0));
  }

  // Hang up without waiting for an answer: the page is going.
  leave() {
    if (this.#call) api.hangUp(this.#call.sid, true).catch(() => {});
  }

  forget() {
    this.#call = null;
    sound.quiet();
    sound.cut();
    this.#tick(false);
    this.#render();
  }

  #adopt(call, mine) {
    this.#mine = mine;
    this.#pressed = "";
    this.#hooks.complain("");
    byId("caption").textContent = "";
    const latest = this.#hooks.adopted(call, mine);
    this.#call = { ...latest, status: "" };
    this.#follow(latest);
  }

  #follow(call) {
    const before = this.#call.status;
    this.#call = call;
    if (call.status !== before) {
      sound.quiet();
      if (call.status === "ringing") this.#mine ? sound.ringback(call.to) : sound.ring();
      if (call.status === "in-progress") {
        this.#since = Date.now();
        this.#tick(true);
      }
      if (call.over) this.#over(call);
    }
    this.#render();
  }

  #over(call) {
    const status = words(call.status);
    byId("complaint").textContent = call.duration ? `${status} · ${clock(call.duration)}` : status;
    byId("complaint").dataset.kind = "ended";
    sound.cut();
    if (call.status === "busy" && this.#mine) sound.busy(call.to);
    if (call.status === "failed" && this.#mine) sound.reorder(call.to);
    this.#call = null;
    this.#tick(false);
  }

  #inCall() { return this.#call?.status === "in-progress"; }

  async #putDown() {
    const call = this.#call;
    if (!call) return;
    sound.quiet();
    sound.cut();
    const refusing = !this.#mine && call.status === "ringing";
    await this.#try(() => (refusing ? api.refuse(call.sid) : api.hangUp(call.sid)));
  }

  async #pickUp() {
    sound.unlock();
    if (this.#call) await this.#try(() => api.pickUp(this.#call.sid));
  }

  async #speak() {
    const text = byId("say-words").value.trim();
    if (!text || !this.#inCall()) return;
    byId("say-words").value = "";
    const answer = await this.#try(() => api.speak(this.#call.sid, text));
    if (answer?.heard) sound.cut();
  }

  async #try(act) {
    try {
      return await act();
    } catch (error) {
      this.#hooks.complain(error);
      return null;
    }
  }

  // A key of the pad: part of the number before the call, a tone down the line during it.
  #key(key) {
    this.#flash(key);
    if (this.#inCall()) {
      this.#queueKey(key, 0);
    } else if (!this.#call) {
      sound.key(key);
      this.#setDial(byId("dial").value + key);
    }
  }

  #queueKey(key, pause) {
    this.#keys = this.#keys.then(async () => {
      if (pause) await new Promise((resolve) => setTimeout(resolve, pause));
      if (!this.#inCall()) return;
      this.#flash(key);
      sound.key(key);
      this.#pressed = (this.#pressed + key).slice(-24);
      byId("pressed").textContent = this.#pressed;
      const answer = await this.#try(() => api.press(this.#call.sid, key));
      // The prompt that was heard out is replaced by silence, not by the rest of itself.
      if (answer?.heard) sound.cut();
    });
  }

  #typed(event) {
    const field = event.target instanceof HTMLInputElement ? event.target : null;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (!KEYS.test(event.key) && !(event.key === "+" && !this.#call)) return;
    if (field && field.id !== "dial") return;
    if (field && !this.#call) {
      this.#flash(event.key);
      sound.key(event.key);
      return;
    }
    event.preventDefault();
    if (event.key === "+") this.#setDial(`${byId("dial").value}+`);
    else this.#key(event.key);
  }

  #pasted(event) {
    if (!this.#inCall() || event.target instanceof HTMLInputElement) return;
    this.press(event.clipboardData.getData("text").replace(/\s/g, ""));
  }

  #flash(key) {
    const button = byId("pad").querySelector(`[data-key="${key}"]`);
    if (!button) return;
    button.classList.add("down");
    setTimeout(() => button.classList.remove("down"), 140);
  }

  #setDial(number) {
    byId("dial").value = number;
    this.#dialChanged();
  }

  #dialChanged() {
    const dial = byId("dial");
    dial.dataset.long = dial.value.length > 13;
    byId("erase").classList.toggle("gone", dial.value === "");
    if (!this.#call) this.#hooks.complain("");
    this.#hooks.peer(this.peer ?? "");
  }

  #buildPad() {
    byId("pad").replaceChildren(...PAD.map(([key, letters]) => {
      const button = make("button", { type: "button", "data-key": key }, make("b", {}, key), make("small", { "aria-hidden": "true" }, letters));
      button.setAttribute("aria-label", key);
      button.addEventListener("click", () => this.#key(key));
      return button;
    }));
  }

  #tick(on) {
    clearInterval(this.#ticking);
    this.#ticking = null;
    byId("timer").textContent = on ? clock(0) : "";
    const bars = [...byId("meter").children];
    bars.forEach((bar) => bar.style.removeProperty("transform"));
    if (!on) return;
    this.#ticking = setInterval(() => {
      if (!this.#virtual) byId("timer").textContent = clock((Date.now() - this.#since) / 1000);
      const level = Math.min(1, sound.level() * 6);
      bars.forEach((bar, place) => {
        const share = 1 - Math.abs(place - 3) / 5;
        bar.style.transform = `scaleY(${0.14 + level * share * (0.6 + 0.4 * Math.random())})`;
      });
    }, 90);
  }

  #render() {
    const call = this.#call;
    const ringing = call?.status === "ringing" || call?.status === "queued";
    const incoming = ringing && !this.#mine;
    const state = !call ? "idle" : incoming ? "incoming" : ringing ? "calling" : "talking";
    byId("handset").dataset.state = state;
    byId("screen-idle").hidden = call !== null;
    byId("screen-call").hidden = call === null;
    byId("call").hidden = call !== null;
    byId("call").disabled = this.me === "";
    byId("answer").hidden = !incoming;
    byId("hang-up").hidden = call === null;
    byId("say").hidden = state !== "talking" || !this.#mine;
    byId("hang-up-words").textContent = words(incoming ? "refuse" : ringing ? "cancel" : "hangUp");
    byId("pressed").textContent = this.#pressed;
    byId("identity").disabled = call !== null;
    for (const chip of byId("hint").querySelectorAll("button")) chip.disabled = state !== "talking" || !this.#mine;
    if (!call) return;
    const other = this.#mine ? call.to : call.from;
    const name = this.#hooks.nameOf(other);
    byId("peer").replaceChildren(...(name ? [make("b", {}, name), make("span", {}, other)] : [make("b", {}, other)]));
    byId("call-state").textContent = words(incoming ? "incoming" : call.status);
  }
}
