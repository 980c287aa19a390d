// What is recorded takes the microphone, or a file that stands in for it, and is played back when it is ready.

import { api } from "./api.js";
import { byId, make } from "./dom.js";
import { microphone } from "./microphone.js";
import { joined, Resampler, wav } from "./samples.js";
import { sound } from "./sound.js";
import { onLanguage, words } from "./words.js";

const RATE = 8000;
const AT_ONCE = 0.2; // seconds that are sent at a time, at least
const MOST = 5;
const PATIENCE = 600; // milliseconds
const VERB = "RecordVerb";

export class Taping {
  #hooks;
  #taken = null; // whose sound is being sent, as {sid, pending, stop}
  #message = "";
  #sending = false;
  #ours = new Set();
  #ready = [];

  // hooks: ask() for the microphone, changed()
  constructor(hooks) {
    this.#hooks = hooks;
    onLanguage(() => this.#label());
  }

  // Whether a message is being taken: everything that is said is for it.
  get running() { return this.#message !== ""; }

  // Take it whether anything records what is said in the call `sid`.
  take(taped, sid) {
    if (!taped) this.#end();
    else if (this.#taken?.sid !== sid) this.#begin(sid);
  }

  // News of a recording; `sid` is our own call's.
  told(recording, sid) {
    if (recording.status === "in-progress") {
      if (recording.call_sid !== sid) return;
      this.#ours.add(recording.sid);
      if (recording.source !== VERB) return;
      this.#message = recording.sid;
      this.#ask(recording.sid, sid);
      this.#hooks.changed();
    } else if (this.#ours.has(recording.sid)) {
      if (this.#message === recording.sid) {
        this.#message = "";
        this.#hooks.changed();
      }
      if (recording.status === "completed") this.#show(recording);
    }
  }

  // Another call begins: what was recorded before is elsewhere.
  clear() {
    this.#ours.clear();
    this.#ready = [];
    byId("recordings").replaceChildren();
    byId("recordings").hidden = true;
  }

  // The call is over.
  stop() {
    this.#end();
    this.#message = "";
  }

  // Silence ends no message while somebody still reads the browser's question.
  async #ask(message, sid) {
    const waiting = setInterval(() => {
      if (this.#message === message) api.openMicrophone(sid).catch(() => {});
    }, PATIENCE);
    await this.#hooks.ask();
    clearInterval(waiting);
  }

  async #begin(sid) {
    this.#end();
    const taken = { sid, pending: [], stop: () => {} };
    this.#taken = taken;
    const resampler = { of: null };
    const stop = await microphone.capture((samples, rate) => {
      if (!microphone.live) return;
      resampler.of ??= new Resampler(rate, RATE);
      taken.pending.push(resampler.of.push(samples));
      this.#send(taken);
    });
    if (this.#taken === taken) taken.stop = stop;
    else stop();
  }

  #end() {
    this.#taken?.stop();
    this.#taken = null;
  }

  async #send(taken) {
    if (this.#sending || this.#taken !== taken) return;
    const samples = joined(taken.pending);
    if (samples.length < AT_ONCE * RATE) return;
    taken.pending = [samples.subarray(MOST * RATE)];
    this.#sending = true;
    try {
      await api.pickUpSound(taken.sid, wav(samples.subarray(0, MOST * RATE), RATE));
    } catch {
      // what was lost on the way is a silence on the recording
    } finally {
      this.#sending = false;
    }
  }

  #show(recording) {
    const player = make("audio", { controls: true, preload: "metadata", src: recording.media });
    // Heard where everything else is.
    player.addEventListener("play", () => sound.join(sound.unlock().createMediaElementSource(player)), { once: true });
    this.#ready.push({ player, seconds: recording.seconds });
    byId("recordings").append(player);
    byId("recordings").hidden = false;
    this.#label();
  }

  #label() {
    for (const { player, seconds } of this.#ready) player.setAttribute("aria-label", words("recordingOf", seconds.toFixed(1)));
  }
}
