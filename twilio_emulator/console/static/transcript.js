// The call as it is heard: speech bubbles, keys, and notes.

import { atEnd, byId, clock, make, toEnd } from "./dom.js";
import { note } from "./notes.js";
import { onLanguage, words } from "./words.js";

const UNHEARD = " (nobody is listening)";
const CODED = /^(error|warning) (\d+) (.*)$/;

export class Transcript {
  #box = byId("transcript");
  #empty = byId("transcript-empty");
  #tag = byId("transcript-tag");
  #lines = [];
  #mine = true;
  #keys = null;

  constructor() {
    onLanguage(() => this.#render());
    this.#render();
  }

  // Begin a call's page; `mine` where we are its caller.
  show(call, lines, mine) {
    this.#lines = [...lines];
    this.#mine = mine || call.direction !== "inbound"; // whoever an application has called is its caller, too
    this.#tag.textContent = mine ? call.to : call.from;
    this.#render();
  }

  // Show no call.
  clear() {
    this.#lines = [];
    this.#tag.textContent = "";
    this.#render();
  }

  add(line) {
    this.#lines.push(line);
    const follow = atEnd(this.#box);
    this.#write(line);
    this.#empty.hidden = true;
    if (follow) toEnd(this.#box);
  }

  #render() {
    this.#box.replaceChildren();
    this.#keys = null;
    this.#empty.hidden = this.#lines.length > 0;
    for (const line of this.#lines) this.#write(line);
    toEnd(this.#box);
  }

  #write(line) {
    if (line.speaker === "caller") return this.#writeCaller(line);
    this.#keys = null;
    this.#box.append(line.speaker === "line" ? bubble("theirs", line, line.text) : noted(line));
  }

  #writeCaller(line) {
    const side = this.#mine ? "mine" : "theirs";
    const unheard = line.text.endsWith(UNHEARD);
    const text = unheard ? line.text.slice(0, -UNHEARD.length) : line.text;
    if (text === "speaks") return this.#box.append(plain(line, words("speaks")));
    if (text === "hangs up") return this.#box.append(plain(line, words("hangsUp")));
    const key = /^presses (.)$/.exec(text)?.[1];
    const said = key === undefined ? text.replace(/^says: /, "") : null;
    if (key !== undefined && this.#keys !== null && this.#keys.dataset.unheard === String(unheard)) {
      this.#keys.querySelector(".keys").append(cap(key));
      return;
    }
    const node = bubble(side, line, said ?? make("span", { class: "keys" }, cap(key)));
    node.dataset.unheard = unheard;
    if (unheard) node.append(make("span", { class: "aside" }, words("nobody")));
    this.#box.append(node);
    this.#keys = key === undefined ? null : node;
  }
}

const cap = (key) => make("kbd", {}, key);

const when = (line) => make("time", { class: "when" }, clock(line.at));

function bubble(side, line, content) {
  const text = make("div", { class: "bubble", lang: line.language || undefined }, content);
  return make("div", { class: `turn ${side}` }, text, when(line));
}

const plain = (line, text) => make("div", { class: "note" }, make("span", {}, text), when(line));

function noted(line) {
  const coded = CODED.exec(line.text);
  if (!coded) return plain(line, note(line.text));
  const [, severity, code, rest] = coded;
  const parts = [make("b", { class: "code" }, code), make("span", {}, rest)];
  return make("div", { class: `note coded ${severity}` }, ...parts, when(line));
}
