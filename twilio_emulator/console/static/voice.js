// Sound both ways: what is said here goes to the telephones that hear it, to a recording, or to whoever understands it.

import { api } from "./api.js";
import { byId } from "./dom.js";
import { Mesh } from "./mesh.js";
import { microphone } from "./microphone.js";
import { Dictation } from "./dictation.js";
import { sound } from "./sound.js";
import { Taping } from "./taping.js";
import "./voice-words.js";
import { onLanguage, words } from "./words.js";

const PATIENCE = 4000; // milliseconds for somebody to say whether the microphone may be used, before others are heard
const name = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export class Voice {
  #page = name();
  #sid = "";
  #me = "";
  #complaint = "";
  #alone = true;
  #ticking = null;
  #turn = Promise.resolve();
  #telling = Promise.resolve();
  #mesh;
  #taping;
  #dictation;

  constructor() {
    this.#mesh = new Mesh({
      page: this.#page,
      stream: () => microphone.stream,
      send: (to, description) => api.agree(this.#page, to, description).catch(() => {}),
      changed: () => this.#render(),
    });
    this.#taping = new Taping({ ask: () => this.#ask(), changed: () => this.#render() });
    this.#dictation = new Dictation({ sid: () => this.#sid, ask: () => this.#ask(), say: (key) => this.#complain(key), changed: () => this.#render() });
    byId("mute").addEventListener("click", () => this.mute());
    byId("sound-file").addEventListener("change", (event) => this.#sayFile(event.target));
    document.addEventListener("keydown", (event) => {
      const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLSelectElement;
      if (event.key.toLowerCase() !== "m" || typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (this.#sid && !document.querySelector("dialog[open]")) this.mute();
    });
    onLanguage(() => this.#render());
    this.#render();
  }

  set recogniser(recogniser) { this.#dictation.recogniser = recogniser; }

  // Let nobody hear us any longer, or again.
  mute(muted = !microphone.muted) {
    microphone.muted = muted;
    this.#render();
  }

  // Take it how the call of the telephone `me` stands now; none where there is none.
  follow(call, me) {
    const sid = call?.status === "in-progress" ? call.sid : "";
    if (sid === this.#sid) return;
    if (this.#sid) this.#leave();
    this.#sid = sid;
    this.#me = me;
    if (sid) this.#join(sid);
    this.#render();
  }

  // News of who hears whom.
  earshot(news) {
    if (news.page !== this.#page) return;
    if (news.hears.length && this.#alone) sound.cut(); // the music stops
    this.#alone = news.hears.length === 0;
    if (news.call_sid === this.#sid) this.#taping.take(news.taped, news.call_sid);
    this.#queue(async () => {
      if (news.call_sid !== this.#sid) return;
      // The addresses that are proposed are better once the microphone may be used.
      if (news.hears.length || news.heard_by.length) await Promise.race([this.#ask(), pause(PATIENCE)]);
      if (news.call_sid === this.#sid) this.#mesh.update(news);
    });
  }

  // What another page proposes, or answers.
  agreement(news) {
    if (news.to === this.#page) this.#queue(() => (this.#sid ? this.#mesh.take(news) : undefined));
  }

  // News of a recording.
  recording(news) {
    this.#taping.told(news, this.#sid);
  }

  // The page is going.
  leave() {
    if (this.#sid) api.hearNoMore(this.#page, true).catch(() => {});
  }

  #join(sid) {
    this.#complaint = "";
    this.#alone = true;
    this.#taping.clear();
    this.#ticking = setInterval(() => this.#measure(), 100);
    this.#tell(() => api.hear(this.#page, sid, this.#me)); // a call may be over already
  }

  #leave() {
    clearInterval(this.#ticking);
    this.#mesh.close();
    this.#taping.stop();
    this.#dictation.stop();
    microphone.close();
    microphone.muted = false;
    this.#tell(() => api.hearNoMore(this.#page));
  }

  // Tell the emulator one thing after the other.
  #tell(act) {
    this.#telling = this.#telling.then(act).catch(() => {});
  }

  // One thing after the other: what is agreed upon is about what was told before.
  #queue(act) {
    this.#turn = this.#turn.then(act).catch(() => {});
  }

  // Ask for the microphone; false, and a sentence, where there is none.
  async #ask() {
    try {
      await microphone.ask();
      this.#complain("");
    } catch (error) {
      this.#complain(error.why ?? "microphoneAbsent");
      return false;
    }
    if (!this.#sid) microphone.close(); // the call was over before the answer
    return microphone.open;
  }

  async #sayFile(field) {
    const [file] = field.files;
    field.value = "";
    if (!file) return;
    this.#complain("");
    await microphone.say(file).catch(() => this.#complain("wrongSound"));
  }

  #complain(key) {
    this.#complaint = key;
    this.#render();
  }

  #measure() {
    byId("own-level").value = loudness(microphone.level());
    byId("other-level").value = loudness(this.#mesh.level());
  }

  #render() {
    const talking = this.#sid !== "";
    const state = this.#mesh?.state ?? "none";
    const taping = this.#taping?.running ?? false;
    const heard = state !== "none" || taping;
    const used = heard || microphone.open || microphone.muted;
    byId("voice").hidden = !talking;
    byId("mute").hidden = !used;
    byId("mute").setAttribute("aria-pressed", String(microphone.muted));
    byId("mute-words").textContent = words(microphone.muted ? "unmute" : "mute");
    byId("own-level").hidden = !used;
    byId("other-level").hidden = state === "none";
    byId("hold").hidden = heard;
    byId("sound-file-label").hidden = !(heard && !microphone.open);
    this.#dictation?.render();
    byId("voice").dataset.sound = state;
    const said = this.#complaint || (state === "failed" ? "unconnected" : taping ? "recordingNow" : "");
    byId("voice-words").textContent = said ? words(said) : "";
  }
}

const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

// What a meter shows: speech of ordinary loudness is about half of it.
const loudness = (level) => Math.min(1, Math.sqrt(level));
