// Who the handset belongs to: a contact, or any number that is typed.

import { byId, icon, make } from "./dom.js";
import { language, onLanguage, words } from "./words.js";

const MOST = 200; // rows; a search finds the others
const WINDOW = "popup,width=400,height=800";

// Take a number as people write it, or a page's link to one; null where it is none.
export function normalise(typed) {
  const number = typed.normalize("NFKC").trim().replace(/^tel:/i, "").replace(/[\s().\-\u2010-\u2015]/g, "").replace(/^00/, "+");
  return /^(\+[1-9]\d{2,14}|\d{3,8})$/.test(number) ? number : null;
}

export class People {
  #contacts = new Map();
  #me = "";
  #chosen;
  #keyed;

  // `chosen(number)` when somebody is picked, `keyed(keys)` when a piece of the hint is to be pressed.
  constructor(chosen, keyed) {
    this.#chosen = chosen;
    this.#keyed = keyed;
    const dialog = byId("people");
    byId("identity").addEventListener("click", () => this.#open(dialog));
    byId("people-close").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    byId("people-search").addEventListener("input", () => this.#list());
    byId("people-search").addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        byId("people-list").querySelector("button")?.click();
      }
    });
    onLanguage(() => this.show(this.#me));
  }

  set contacts(contacts) {
    this.#contacts = new Map(contacts.map((one) => [one.phone_number, one]));
    this.show(this.#me);
  }

  // The first whom `taken` does not hold, or else the first of all.
  first(taken) {
    const numbers = [...this.#contacts.keys()];
    return numbers.find((number) => !taken(number)) ?? numbers[0];
  }

  nameOf(number) {
    return this.#contacts.get(number)?.name ?? "";
  }

  show(me) {
    this.#me = me;
    const contact = this.#contacts.get(me);
    byId("my-face").textContent = faceOf(contact?.name, me);
    byId("my-name").textContent = contact?.name || words("unknownPerson");
    byId("my-number").textContent = me;
    this.#hint(contact?.hint ?? "");
  }

  // Pieces of the hint that can be keyed are buttons, for the phone to enable while somebody is on the line: an ID
  // number is no fun to type on a dial pad.
  #hint(hint) {
    const pieces = hint.split(/\s*·\s*|\s*,\s*/).filter(Boolean);
    const box = byId("hint");
    box.hidden = pieces.length === 0;
    box.replaceChildren(...pieces.map((piece) => {
      const digits = /(?:^|\s)(\d{4,}[Xx]?)$/.exec(piece)?.[1];
      if (!digits) return make("span", {}, piece);
      const button = make("button", { type: "button", class: "chip", title: words("keyHint"), disabled: true }, piece);
      button.addEventListener("click", () => this.#keyed(digits.replace(/[Xx]$/, "*")));
      return button;
    }));
  }

  #open(dialog) {
    byId("people-search").value = "";
    this.#list();
    dialog.showModal();
    byId("people-search").focus();
  }

  #list() {
    const typed = byId("people-search").value.trim().toLocaleLowerCase(language());
    const rows = [...this.#contacts.values()].filter((one) =>
      [one.phone_number, one.name, one.hint].some((words) => words.toLocaleLowerCase(language()).includes(typed)));
    const number = normalise(typed);
    const own = number && !this.#contacts.has(number) ? [{ phone_number: number, name: words("useNumber"), hint: "" }] : [];
    byId("people-list").replaceChildren(...[...own, ...rows].slice(0, MOST).map((one) => this.#row(one)));
  }

  #row(contact) {
    const lines = [make("b", {}, contact.name || contact.phone_number), make("span", {}, contact.phone_number)];
    if (contact.hint) lines.push(make("small", {}, contact.hint));
    const face = make("span", { class: "face", "aria-hidden": "true" }, faceOf(contact.name, contact.phone_number));
    const current = contact.phone_number === this.#me ? "true" : undefined;
    const button = make("button", { type: "button", "aria-current": current }, face, make("span", { class: "who" }, ...lines));
    button.addEventListener("click", () => {
      byId("people").close();
      this.#chosen(contact.phone_number);
    });
    return make("li", {}, button, beside(contact));
  }
}

// A link that opens a handset for somebody in a small window of its own, or in a tab where the browser prefers that.
function beside({ phone_number: number, name }) {
  const label = words("beside", name || number);
  const link = make("a", {
    class: "quiet round", href: `/?from=${encodeURIComponent(number)}`, target: `handset ${number}`, title: label, "aria-label": label,
  }, icon("more"));
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link.href, link.target, WINDOW);
  });
  return link;
}

export const faceOf = (name, number) => (name ? [...name][0] : number.slice(-2));
