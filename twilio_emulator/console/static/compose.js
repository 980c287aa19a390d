// Writing a text: what is being written to each number, and how many segments it would be.

import { api } from "./api.js";
import { byId, icon, make } from "./dom.js";
import { onLanguage, words } from "./words.js";

const FEW = 3; // characters that are worth naming for keeping a text from GSM-7
const WIDE = 36; // characters of a line, about
const MOST_ROWS = 5;
const MOST_FILES = 10;
const MOST_BYTES = 5 * 1024 * 1024;

export class Compose {
  #field = byId("body");
  #send = byId("send");
  #drafts = new Map();
  #peer = "";
  #counted = null;
  #counting = false;
  #files = [];
  #post;
  #complain;

  // `post(body, files)` sends, and promises whether that was done.
  constructor(post, complain) {
    this.#post = post;
    this.#complain = complain;
    byId("compose").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#go();
    });
    this.#field.addEventListener("input", () => this.#written());
    this.#field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#go();
    });
    byId("attach").addEventListener("click", () => byId("attach-file").click());
    byId("attach-file").addEventListener("change", ({ target }) => {
      this.#attach([...target.files]);
      target.value = ""; // the same file may be chosen again
    });
    this.#field.addEventListener("paste", (event) => {
      const files = [...event.clipboardData.files];
      if (files.length === 0) return;
      event.preventDefault();
      this.#attach(files);
    });
    onLanguage(() => {
      this.#say();
      this.#list();
    });
  }

  // Go on with what was begun for `peer`; nobody can be written to where it is empty.
  to(peer, enabled) {
    byId("compose-fields").disabled = !enabled;
    if (peer === this.#peer) return;
    this.#drafts.set(this.#peer, [this.#field.value, this.#files]);
    this.#peer = peer;
    this.#put(...(this.#drafts.get(peer) ?? []));
  }

  focus() { this.#field.focus(); }

  #put(text = "", files = []) {
    this.#field.value = text;
    this.#files = files;
    this.#list();
    this.#written();
  }

  #attach(files) {
    const large = files.find((file) => file.size > MOST_BYTES);
    const many = this.#files.length + files.length > MOST_FILES;
    this.#complain(large ? words("tooLarge", large.name) : many ? words("tooMany") : "");
    if (large || many) return;
    this.#files = [...this.#files, ...files];
    this.#list();
    this.#field.focus();
  }

  #list() {
    byId("attached").hidden = this.#files.length === 0;
    byId("attached").replaceChildren(...this.#files.map((file) => {
      const label = words("detach", file.name);
      const remove = make("button", { type: "button", class: "quiet round", title: label, "aria-label": label }, icon("close"));
      remove.addEventListener("click", () => {
        this.#files = this.#files.filter((one) => one !== file);
        this.#list();
        this.#field.focus();
      });
      return make("li", { class: "chip" }, make("span", {}, file.name), remove);
    }));
  }

  #written() {
    const lines = this.#field.value.split("\n");
    this.#field.rows = Math.min(MOST_ROWS, lines.reduce((rows, line) => rows + 1 + Math.floor(line.length / WIDE), 0));
    this.#count();
  }

  // The emulator counts, as it will count what is sent; while it does, only the latest text is kept for the next turn.
  async #count() {
    if (this.#counting) return;
    this.#counting = true;
    let body;
    do {
      body = this.#field.value;
      this.#counted = body ? await api.segments(body).catch(() => null) : null;
      this.#say();
    } while (body !== this.#field.value);
    this.#counting = false;
  }

  #say() {
    const counted = this.#counted;
    const strange = counted?.encoding === "UCS-2" ? [...counted.foreign] : [];
    const why = strange.length > 0 && strange.length <= FEW ? ` · ${words("becauseOf", strange.join(" "))}` : "";
    byId("segments").textContent = counted ? words("segmentsLeft", counted.encoding, counted.segments, counted.left) + why : "";
  }

  // What is written while a text is under way is the next one; a text that was not sent stands before it again.
  async #go() {
    const body = this.#field.value;
    const files = this.#files;
    if ((!body.trim() && files.length === 0) || this.#send.disabled || byId("compose-fields").disabled) return;
    const peer = this.#peer;
    this.#send.disabled = true;
    this.#put();
    const done = await this.#post(body, files);
    this.#send.disabled = false;
    if (done) return;
    const here = peer === this.#peer;
    const [next = "", more = []] = here ? [this.#field.value, this.#files] : this.#drafts.get(peer) ?? [];
    const again = [next ? `${body}\n${next}` : body, [...files, ...more]];
    if (here) this.#put(...again);
    else this.#drafts.set(peer, again);
  }
}
