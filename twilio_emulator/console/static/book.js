// The handset's lists: the latest calls of its number, and whom it could call.

import { arrange, byId, clock, icon, make, moment } from "./dom.js";
import { faceOf } from "./people.js";
import { language, onLanguage, words } from "./words.js";

const KEPT = 100; // calls of a number
const MOST = 200; // rows of contacts; a search finds the others
const OPEN = ["queued", "ringing", "in-progress"];

export class Book {
  #view = "keypad";
  #me = "";
  #calls = new Map();
  #people = [];
  #lines = [];
  #rows = new Map();
  #free = true;
  #hooks;

  // hooks: call(number), text(number), nameOf(number)
  constructor(hooks) {
    this.#hooks = hooks;
    for (const button of byId("views").children) button.addEventListener("click", () => this.#choose(button.dataset.book));
    byId("book-search").addEventListener("input", () => this.#render());
    onLanguage(() => this.#redraw());
  }

  // In a call the handset shows the call.
  set free(free) {
    if (free === this.#free) return;
    this.#free = free;
    byId("views").hidden = !free;
    if (!free) this.#choose("keypad");
  }

  set people(people) {
    this.#people = people;
    this.#redraw();
  }

  set lines(numbers) {
    this.#lines = numbers.filter((one) => one.voice_url || one.sms_url)
      .map((one) => ({ phone_number: one.phone_number, name: one.friendly_name, hint: "" }));
    this.#redraw();
  }

  // The calls of `me`, newest first, in the place of any others.
  begin(me, calls) {
    this.#me = me;
    this.#calls = new Map(calls.toReversed().map((call) => [call.sid, call]));
    this.#redraw();
  }

  add(call) {
    if (call.from !== this.#me && call.to !== this.#me) return;
    this.#calls.set(call.sid, call);
    if (this.#calls.size > KEPT) this.#calls.delete(this.#calls.keys().next().value);
    this.#render();
  }

  #choose(view) {
    this.#view = view;
    byId("handset").dataset.view = view;
    byId("book").hidden = view === "keypad";
    for (const button of byId("views").children) button.setAttribute("aria-pressed", String(button.dataset.book === view));
    byId("book-search").value = "";
    this.#render();
    byId("book").scrollTop = 0;
  }

  #redraw() {
    this.#rows.clear();
    this.#render();
  }

  #render() {
    if (this.#view === "keypad") return;
    const typed = byId("book-search").value.trim().toLocaleLowerCase(language());
    const fits = (...texts) => texts.some((text) => text.toLocaleLowerCase(language()).includes(typed));
    const rows = this.#view === "recents" ? this.#recents(fits) : this.#contacts(fits);
    byId("book-empty").hidden = rows.length > 0;
    byId("book-empty").textContent = words(this.#view === "recents" ? "recentsEmpty" : "contactsEmpty");
    arrange(byId("book-list"), rows);
  }

  #recents(fits) {
    return [...this.#calls.values()].reverse().flatMap((call) => {
      const mine = call.from === this.#me;
      const number = mine ? call.to : call.from;
      const name = this.#hooks.nameOf(number);
      if (!fits(number, name)) return [];
      const way = mine ? "outgoing" : call.answered_at || OPEN.includes(call.status) ? "ingoing" : "missed";
      const told = mine && call.over && !call.answered_at ? call.status : way;
      const lasted = call.duration ? ` · ${clock(call.duration)}` : "";
      const note = `${words(told)} · ${moment(call.placed_at, language() === "zh")}${lasted}`;
      return [this.#row(`${call.sid} ${call.status}`, number, name, note, way)];
    });
  }

  #contacts(fits) {
    const known = new Set(this.#lines.map((one) => one.phone_number));
    const people = this.#people.filter((one) => one.phone_number !== this.#me && !known.has(one.phone_number));
    return [...this.#lines, ...people].filter((one) => fits(one.phone_number, one.name, one.hint))
      .slice(0, MOST).map((one) => this.#row(one.phone_number, one.phone_number, one.name, one.hint, ""));
  }

  // One row, made once: a press on it calls, the button beside it opens the texts.
  #row(key, number, name, note, way) {
    const row = this.#rows.get(key) ?? this.#written(number, name, note, way);
    this.#rows.set(key, row);
    return row;
  }

  #written(number, name, note, way) {
    const face = make("span", { class: "face", "aria-hidden": "true" }, faceOf(name, number));
    const lines = [make("b", {}, name || number), name ? make("span", {}, number) : null, note ? make("small", {}, note) : null];
    const call = make("button", { type: "button", class: `entry ${way}` }, face, make("span", { class: "who" }, ...lines.filter(Boolean)));
    call.addEventListener("click", () => this.#hooks.call(number));
    const label = words("textTo", name || number);
    const text = make("button", { type: "button", class: "quiet round", title: label, "aria-label": label }, icon("text"));
    text.addEventListener("click", () => this.#hooks.text(number));
    return make("li", {}, call, text);
  }
}
