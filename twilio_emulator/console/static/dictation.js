// Hold to speak: what is said while the button is held goes to the emulator's recogniser, and then counts as words.

import { api } from "./api.js";
import { byId } from "./dom.js";
import { microphone } from "./microphone.js";
import { joined, Resampler, wav } from "./samples.js";
import { sound } from "./sound.js";
import { words } from "./words.js";

const RATE = 16000;
const SHORTEST = 0.2; // seconds; less is a slip of the finger
const MOST = 60;

export class Dictation {
  #hooks;
  #recogniser = "";
  #held = null;
  #state = "hold";

  // hooks: sid() of the call, ask() for the microphone, say(sentence), changed()
  constructor(hooks) {
    this.#hooks = hooks;
    const button = byId("hold");
    button.addEventListener("pointerdown", (event) => {
      button.setPointerCapture(event.pointerId);
      this.#begin();
    });
    for (const name of ["pointerup", "pointercancel"]) button.addEventListener(name, () => this.#end());
    button.addEventListener("blur", () => this.#end());
    button.addEventListener("contextmenu", (event) => event.preventDefault()); // a long touch
    button.addEventListener("keydown", (event) => {
      if (![" ", "Enter"].includes(event.key)) return;
      event.preventDefault();
      if (!event.repeat) this.#begin();
    });
    button.addEventListener("keyup", (event) => {
      if ([" ", "Enter"].includes(event.key)) this.#end();
    });
  }

  set recogniser(recogniser) { this.#recogniser = recogniser; }

  render() {
    byId("hold-words").textContent = words(this.#state);
    byId("hold").dataset.state = this.#state;
  }

  // The call is over.
  stop() {
    this.#held?.stop();
    this.#held = null;
    this.#become("hold");
  }

  async #begin() {
    if (this.#held) return;
    if (!this.#recogniser) {
      this.#hooks.say("noRecogniser");
      return;
    }
    const held = { pieces: [], stop: () => {} };
    this.#held = held;
    this.#become("holding");
    if (!(await this.#hooks.ask()) || this.#held !== held) {
      if (this.#held === held) this.stop();
      return;
    }
    const resampler = { of: null };
    const stop = await microphone.capture((samples, rate) => {
      resampler.of ??= new Resampler(rate, RATE);
      held.pieces.push(resampler.of.push(samples));
    });
    if (this.#held === held) held.stop = stop;
    else stop();
  }

  async #end() {
    const held = this.#held;
    if (!held) return;
    held.stop();
    this.#held = null;
    const samples = joined(held.pieces).subarray(0, MOST * RATE);
    if (samples.length < SHORTEST * RATE) return this.#become("hold");
    this.#become("understanding");
    const { saying } = sound;
    try {
      const answer = await api.speakSound(this.#hooks.sid(), wav(samples, RATE));
      if (answer.heard) sound.cut(saying);
      this.#hooks.say(answer.heard ? "" : "notUnderstood");
    } catch (error) {
      this.#hooks.say(error.code === "unreachable" ? "unreachable" : error.message);
    }
    return this.#become("hold");
  }

  #become(state) {
    if ((state === "holding") !== (this.#state === "holding")) sound.lower(state === "holding");
    this.#state = state;
    this.#hooks.changed();
  }
}
