// The emulator's time as the page knows it, and the controls of its pace.

import { api } from "./api.js";
import { byId, make } from "./dom.js";
import { onLanguage, words } from "./words.js";

const FAST = [2, 5, 10, 30, 100]; // seconds of the emulator's for a real one
const USUAL = 10;
const SOON = 60; // milliseconds until what is due next is asked for once more
const APART = 2; // seconds between the emulator's time and ours that are worth a word

let face = { at: Date.now(), seen: performance.now(), rate: 1 };

// What time it is for the emulator, in milliseconds as Date.now() counts them.
export const now = () => face.at + (performance.now() - face.seen) * face.rate;

// How many of the emulator's seconds pass in a real one; 0 where time stands still.
export const rate = () => face.rate;

export function duration(seconds) {
  const rest = Math.max(0, seconds);
  if (rest < 60) return words("inSeconds", rest.toFixed(1));
  const minutes = Math.floor(rest / 60);
  if (minutes < 60) return words("inMinutes", minutes, Math.floor(rest % 60));
  return words("inHours", Math.floor(minutes / 60), minutes % 60);
}

export class Clock {
  #read = null;
  #asking = null;
  #changed;
  #stepped;

  // `changed(other)` when the clock was read, `other` where it goes at another pace than before; `stepped()` before a jump.
  constructor({ changed, stepped }) {
    this.#changed = changed;
    this.#stepped = stepped;
    const choice = byId("clock-rate");
    choice.append(...FAST.map((times) => make("option", { value: times, selected: times === USUAL }, `×${times}`)));
    choice.addEventListener("change", () => this.#pace(Number(choice.value)));
    for (const button of byId("clock-modes").children) {
      button.addEventListener("click", () => this.#pace({ real: 1, fast: Number(choice.value), step: 0 }[button.dataset.mode]));
    }
    byId("clock-step").addEventListener("click", () => this.#step());
    onLanguage(() => this.#show());
  }

  // Time goes at another pace, or everything is new: read the clock.
  async look() {
    try {
      this.#take(await api.clock());
    } catch { /* the state of the connection is shown already */ }
  }

  // Something has happened: where time stands still, another thing may be the next.
  lookSoon() {
    if (this.#asking !== null || face.rate !== 0) return;
    this.#asking = setTimeout(() => {
      this.#asking = null;
      this.look();
    }, SOON);
  }

  #take(read) {
    const before = face.rate;
    this.#read = read;
    face = { at: Date.parse(read.now), seen: performance.now(), rate: read.rate };
    this.#show();
    this.#changed(face.rate !== before);
  }

  async #pace(times) {
    await this.#try(() => api.pace(times));
  }

  async #step() {
    this.#stepped();
    await this.#try(() => api.step());
  }

  async #try(act) {
    try {
      const read = await act();
      this.#take(read);
      return read;
    } catch (error) {
      byId("clock-says").textContent = error.code === "unreachable" ? words("unreachable") : error.message;
      return null;
    }
  }

  #show() {
    if (!this.#read) return;
    const { clock, rate: times, ahead, left } = this.#read;
    const virtual = clock === "manual";
    const mode = times === 0 ? "step" : times === 1 ? "real" : "fast";
    for (const button of byId("clock-modes").children) {
      button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
      button.disabled = virtual && button.dataset.mode !== "step";
    }
    byId("clock-rate").hidden = byId("clock-rate-label").hidden = mode !== "fast";
    if (mode === "fast" && FAST.includes(times)) byId("clock-rate").value = String(times);
    byId("clock-step").hidden = mode !== "step";
    byId("clock-step").textContent = left === null ? words("nextEvent") : words("nextEventIn", duration(left));
    byId("clock-says").textContent = this.#words(virtual, mode, ahead, left === null);
  }

  #words(virtual, mode, ahead, idle) {
    if (virtual) return words("clockVirtual");
    if (mode === "fast") return words("clockFast");
    if (mode === "step") return words(idle ? "clockIdle" : "clockStep");
    if (Math.abs(ahead) < APART) return "";
    return words(ahead > 0 ? "clockAhead" : "clockBehind", duration(Math.abs(ahead)));
  }
}
