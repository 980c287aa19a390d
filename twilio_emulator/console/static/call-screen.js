// What the handset shows of a call: who, in which state, for how long, how loud; and what can be done about it.

import { now } from "./clock.js";
import { byId, clock, make } from "./dom.js";
import { sound } from "./sound.js";
import { words } from "./words.js";

const OFTEN = 90; // milliseconds between looks at the clock and the loudness

export class CallScreen {
  virtual = false; // whether time moves only when somebody moves it
  #nameOf;
  #shown = "idle";
  #since = 0;
  #ticking = null;

  constructor(nameOf) {
    this.#nameOf = nameOf;
  }

  // Show a call, `mine` where we have placed it, or that there is none.
  show(call, mine, me) {
    const ringing = call?.status === "ringing" || call?.status === "queued";
    const incoming = ringing && !mine;
    const state = !call ? "idle" : incoming ? "incoming" : ringing ? "calling" : "talking";
    const heard = state === "talking" && (mine || call.direction !== "inbound"); // by an application, it may be
    byId("handset").dataset.state = state;
    byId("screen-idle").hidden = call !== null;
    byId("screen-call").hidden = call === null;
    byId("call").hidden = call !== null;
    byId("call").disabled = me === "";
    byId("answer").hidden = byId("busy").hidden = !incoming;
    byId("busy").title = words("hookBusy");
    byId("hang-up").hidden = call === null;
    byId("hang-up-words").textContent = words(incoming ? "refuse" : ringing ? "cancel" : "hangUp");
    byId("say").hidden = !heard;
    byId("identity").disabled = call !== null;
    for (const chip of byId("hint").querySelectorAll("button")) chip.disabled = !heard;
    const other = call && (mine ? call.to : call.from);
    if (call) this.#name(other, words(incoming ? "incoming" : call.status));
    if (state !== this.#shown) this.#moved(state, other);
  }

  // It was answered at a moment, in milliseconds, or just now.
  begin(answered) {
    this.end();
    byId("timer").textContent = clock(0);
    this.#since = Math.min(now(), answered || Infinity);
    this.#ticking = setInterval(() => this.#tick(), OFTEN);
  }

  end() {
    clearInterval(this.#ticking);
    byId("timer").textContent = "";
    for (const bar of byId("meter").children) bar.style.removeProperty("transform");
  }

  // The call has come to `at`, in seconds.
  reached(at) {
    if (this.virtual) byId("timer").textContent = clock(at);
  }

  caption({ text, language }) {
    byId("caption").textContent = text;
    byId("caption").lang = language;
  }

  #name(other, status) {
    const name = this.#nameOf(other);
    byId("peer").replaceChildren(...(name ? [make("b", {}, name), make("span", {}, other)] : [make("b", {}, other)]));
    byId("call-state").textContent = status;
  }

  // What has changed is said to whoever does not see it, and the keyboard is where it can go on.
  #moved(state, other) {
    this.#shown = state;
    const whom = other && (this.#nameOf(other) || other);
    const said = { idle: "", incoming: words("rings", whom), calling: words("callTo", whom), talking: words("talkingTo", whom) }[state];
    byId("phone-news").textContent = said;
    document.title = state === "incoming" ? said : `${words("brand")} · ${words("brandNote")}`;
    if (document.activeElement === document.body) byId(state === "idle" ? "call" : "screen-call").focus();
  }

  #tick() {
    if (!this.virtual) byId("timer").textContent = clock((now() - this.#since) / 1000);
    const level = Math.min(1, sound.level() * 6);
    [...byId("meter").children].forEach((bar, place) => {
      const share = 1 - Math.abs(place - 3) / 5;
      bar.style.transform = `scaleY(${0.14 + level * share * (0.6 + 0.4 * Math.random())})`;
    });
  }
}
