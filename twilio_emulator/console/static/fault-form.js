// A form for a new fault, made of what the control API says of the kinds and of what each may be told.

import { api } from "./api.js";
import { byId, make } from "./dom.js";
import { keySays, kindSays } from "./faults-words.js";
import { onLanguage, words } from "./words.js";

const HOW_OFTEN = ["every", "times", "probability", "seed"];
const GROUPS = { "webhook callback": "strikesAny", callback: "strikesCallback", text: "strikesText", api: "strikesApi" };

export class FaultForm {
  #form = byId("fault-form");
  #known = null; // the answer of GET /faults/kinds
  #values = new Map(); // what was typed, by key: it stays when another kind is chosen
  #kind = "status";
  #added;
  #open = new Set();

  // `added(rule)` when there is a new one.
  constructor(added) {
    this.#added = added;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    onLanguage(() => this.#draw());
  }

  get shown() { return !this.#form.hidden; }

  async show(shown) {
    this.#form.hidden = !shown;
    if (!shown) return;
    try {
      this.#known ??= await api.faultKinds();
    } catch {
      this.#form.replaceChildren(make("p", { class: "failure", role: "alert" }, words("unreachable")));
      return;
    }
    this.#draw();
    this.#form.querySelector("select")?.focus();
  }

  #draw() {
    if (!this.#known || !this.shown) return;
    const kind = this.#known.kinds.find((one) => one.kind === this.#kind) ?? this.#known.kinds[0];
    const own = kind.parameters.map((one) => one.name);
    const focused = document.activeElement?.name;
    const target = kind.strikes.length > 1 ? this.#values.get("on") : kind.strikes[0];
    const known = new Set(this.#known.matchers.filter((one) => (target ? one.target === target : kind.strikes.includes(one.target))).flatMap((one) => one.keys));
    const where = kind.keys.filter((name) => known.has(name));
    this.#form.replaceChildren(
      this.#kinds(kind),
      make("p", { class: "says-what", id: "fault-says" }, kindSays(kind.kind, kind.says)),
      ...own.map((name) => this.#field(name, kind)),
      ...(kind.strikes.length > 1 ? [this.#field("on", kind)] : []),
      this.#more("onlyWhere", where, kind),
      this.#more("howOften", HOW_OFTEN, kind),
      make("div", { class: "acts" }, make("button", { class: "act primary", name: "set" }, words("setFault")), make("span", { class: "says-what", id: "fault-told", role: "status" })),
      make("p", { class: "complaint", id: "fault-complaint", role: "alert" }));
    if (focused && this.#form.elements[focused]) this.#form.elements[focused].focus();
  }

  // The choice of the kind, in groups by what it strikes.
  #kinds(chosen) {
    const select = make("select", { name: "kind", "aria-describedby": "fault-says" });
    const groups = new Map();
    for (const one of this.#known.kinds) {
      const name = GROUPS[one.strikes.join(" ")] ?? "strikesAll";
      if (!groups.has(name)) groups.set(name, make("optgroup", { label: words(name) }));
      groups.get(name).append(make("option", { value: one.kind, selected: one === chosen }, one.kind));
    }
    select.append(...groups.values());
    select.addEventListener("change", () => {
      this.#kind = select.value;
      this.#draw();
    });
    return make("label", {}, make("span", {}, words("faultKind")), select);
  }

  #more(title, names, kind) {
    if (!names.length) return null;
    const node = make("details", {}, make("summary", {}, words(title)), make("div", { class: "many" }, ...names.map((name) => this.#field(name, kind))));
    node.open = this.#open.has(title);
    node.addEventListener("toggle", () => (node.open ? this.#open.add(title) : this.#open.delete(title)));
    return node;
  }

  // A field of one key, as the API describes it; what stays empty is not said.
  #field(name, kind) {
    const key = this.#known.keys.find((one) => one.name === name);
    const usual = kind.parameters.find((one) => one.name === name)?.default;
    const values = name === "on" ? kind.strikes : key.words;
    const node = values.length ? this.#choice(name, values, usual) : this.#input(key, usual);
    node.value = this.#values.get(name) ?? "";
    node.addEventListener("input", () => {
      this.#values.set(name, node.value);
      if (name === "on") this.#draw();
    });
    return make("label", {}, make("span", {}, keySays(name, key.says)), node);
  }

  #choice(name, values, usual) {
    const unsaid = usual === undefined ? words("anyOf") : words("byDefault", usual);
    return make("select", { name }, make("option", { value: "" }, unsaid), ...values.map((one) => make("option", { value: one }, one)));
  }

  #input(key, usual) {
    if (key.type === "string") return make("input", { name: key.name, maxlength: 500, spellcheck: "false", autocomplete: "off", placeholder: words("anyOf") });
    return make("input", {
      name: key.name, type: "number", step: key.type === "integer" ? 1 : "any", min: key.least, max: key.most,
      placeholder: usual === undefined ? "" : words("byDefault", usual),
    });
  }

  async #send() {
    const told = { kind: this.#form.elements.kind.value };
    for (const node of this.#form.elements) {
      if (!node.name || node.name === "kind" || !node.value.trim()) continue;
      const key = this.#known.keys.find((one) => one.name === node.name);
      if (key) told[key.name] = key.type === "string" ? node.value.trim() : Number(node.value);
    }
    const complaint = byId("fault-complaint");
    complaint.textContent = byId("fault-told").textContent = "";
    try {
      this.#added(await api.addFault(told));
      byId("fault-told").textContent = words("faultSet");
    } catch (error) {
      complaint.textContent = error.code === "unreachable" ? words("unreachable") : error.message;
    }
  }
}
