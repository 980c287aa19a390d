// The handset: dialling, ringing, keys, and the call while it lasts.

import { api } from "./api.js";
import { CallScreen } from "./call-screen.js";
import { Dialler } from "./dialler.js";
import { byId, clock } from "./dom.js";
import { KEYS, Keypad } from "./keypad.js";
import { presence } from "./presence.js";
import { sound } from "./sound.js";
import { onLanguage, words } from "./words.js";

const PACE = 130; // milliseconds between keys that are pressed by themselves

export class Phone {
  #me = "";
  #call = null;
  #mine = true;
  #taken = false; // whether a call that came in was answered here
  #refused = false;
  #dialling = false;
  #keys = Promise.resolve();
  #pressed = "";
  #hooks;
  #dialler;
  #pad;
  #screen;

  // hooks: adopted(call, mine), complain(error), nameOf(number), peer(number), free(whether no call is on)
  constructor(hooks) {
    this.#hooks = hooks;
    this.#screen = new CallScreen(hooks.nameOf);
    this.#dialler = new Dialler({ changed: (number) => this.#redirected(number), dialled: () => this.dial() });
    this.#pad = new Keypad({
      talking: () => this.#call !== null,
      key: (key) => this.#key(key),
      typed: (key) => this.#touched(key),
      plus: () => this.#dialler.add("+"),
      erased: () => this.#call === null && this.#dialler.erase(),
      pasted: (text) => this.#pasted(text),
    });
    byId("call").addEventListener("click", () => this.dial());
    byId("hang-up").addEventListener("click", () => this.#putDown());
    byId("busy").addEventListener("click", () => this.#refuse("busy"));
    byId("answer").addEventListener("click", () => this.#pickUp());
    byId("say").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#speak();
    });
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

  get peer() { return this.#dialler?.number ?? null; }
  set virtual(virtual) { this.#screen.virtual = virtual; }

  preset(number) { this.#dialler.set(number); }

  set numbers(numbers) { this.#dialler.lines = numbers; }

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
    if (call.sid === this.#call?.sid) return !this.#mine && !this.#taken && call.status === "in-progress" ? this.#lost() : this.#follow(call);
    if (call.status !== "ringing" || call.to !== this.me || call.from === this.me) return undefined;
    if (this.#call || this.#dialling) return presence.elsewhere(this.me) ? undefined : api.refuse(call.sid, "busy").catch(() => {});
    return this.#adopt(call, false);
  }

  heard(line) {
    if (line.speaker === "line") this.#screen.caption(line);
    if (this.#call) this.#screen.reached(line.at);
  }

  // Press keys by themselves, one after the other, as a hand would.
  press(keys) {
    if (!this.#inCall()) return;
    [...keys].filter((key) => KEYS.test(key)).forEach((key, place) => this.#queueKey(key, place ? PACE : 0));
  }

  // Hang up without waiting for an answer: the page is going.
  leave() {
    const call = this.#call;
    if (!call) return;
    const rings = !this.#mine && call.status === "ringing";
    if (rings && presence.elsewhere(this.me)) return; // it rings on there
    (rings ? api.refuse(call.sid, "reject", true) : api.hangUp(call.sid, true)).catch(() => {});
  }

  // Go on with a call of ours after everything was read anew.
  resume(call, mine) {
    this.#adopt(call, mine);
    this.#taken = true;
  }

  get mine() { return this.#mine; }

  forget() {
    this.#call = null;
    sound.quiet();
    sound.cut();
    this.#screen.end();
    this.#render();
  }

  #adopt(call, mine) {
    this.#mine = mine;
    this.#taken = this.#refused = false;
    this.#pressed = "";
    this.#hooks.complain("");
    this.#screen.caption({ text: "", language: "" });
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
        this.#screen.begin(Date.parse(call.answered_at));
      }
      if (call.over) this.#over(call);
    }
    this.#render();
  }

  // Another page of the same number has answered it, or somebody by the API.
  #lost() {
    this.forget();
    this.#ended(words("elsewhere"));
  }

  #ended(text) {
    byId("complaint").textContent = text;
    byId("complaint").dataset.kind = "ended";
  }

  #over(call) {
    const missed = !this.#mine && !call.answered_at && call.status !== "busy";
    const status = words(missed ? (this.#refused ? "declined" : "missed") : call.status);
    this.#ended(call.duration ? `${status} · ${clock(call.duration)}` : status);
    sound.cut();
    if (call.status === "busy" && this.#mine) sound.busy(call.to);
    if (call.status === "failed" && this.#mine) sound.reorder(call.to);
    this.#call = null;
    this.#screen.end();
  }

  #inCall() { return this.#call?.status === "in-progress"; }

  async #putDown() {
    const call = this.#call;
    if (!call) return;
    sound.quiet();
    sound.cut();
    if (!this.#mine && call.status === "ringing") return this.#refuse("reject");
    return this.#try(() => api.hangUp(call.sid));
  }

  #refuse(how) {
    const call = this.#call;
    sound.quiet();
    this.#refused = true;
    return call && this.#try(() => api.refuse(call.sid, how));
  }

  async #pickUp() {
    const call = this.#call;
    if (!call) return;
    sound.unlock();
    this.#taken = true;
    if (await this.#try(() => api.pickUp(call.sid))) return;
    this.#taken = false; // somebody was quicker
    if (this.#call?.sid === call.sid && this.#call.status === "in-progress") this.#lost();
  }

  async #speak() {
    const text = byId("say-words").value.trim();
    if (!text || !this.#inCall()) return;
    byId("say-words").value = "";
    const { saying } = sound;
    const answer = await this.#try(() => api.speak(this.#call.sid, text));
    if (answer?.heard) sound.cut(saying);
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
    if (this.#inCall()) return this.#queueKey(key, 0);
    this.#pad.flash(key);
    if (this.#call) return undefined;
    sound.key(key);
    return this.#dialler.add(key);
  }

  // A key that the field of the number has taken by itself.
  #touched(key) {
    this.#pad.flash(key);
    sound.key(key);
  }

  #queueKey(key, pause) {
    this.#keys = this.#keys.then(async () => {
      if (pause) await new Promise((resolve) => setTimeout(resolve, pause));
      if (!this.#inCall()) return;
      this.#touched(key);
      this.#pressed = (this.#pressed + key).slice(-24);
      byId("pressed").textContent = this.#pressed;
      const { saying } = sound;
      const answer = await this.#try(() => api.press(this.#call.sid, key));
      // The prompt that was heard out is replaced by silence, not by the rest of itself.
      if (answer?.heard) sound.cut(saying);
      if (answer !== null) return;
      this.#pressed = this.#pressed.slice(0, -1); // it has not reached anybody
      byId("pressed").textContent = this.#pressed;
    });
  }

  // What is pasted goes down the line in a call, and is dialled otherwise; false where it is for neither.
  #pasted(text) {
    if (this.#call === null) return this.#dialler.paste(text);
    this.press(text.normalize("NFKC"));
    return true;
  }

  #redirected(number) {
    if (!this.#call) this.#hooks.complain("");
    this.#hooks.peer(number);
  }

  #render() {
    this.#screen.show(this.#call, this.#mine, this.me);
    byId("pressed").textContent = this.#pressed;
    this.#hooks.free(this.#call === null);
  }
}
