// One text as it stands in its thread: the words, the files that came with it, when, and what became of it.

import { make } from "./dom.js";
import { REMEDIES } from "./remedies.js";
import { language, words } from "./words.js";

const TICKS = { sent: "✓", delivered: "✓✓", received: "✓✓", read: "✓✓", undelivered: "!", failed: "!", canceled: "×" };
const DONE = ["delivered", "received", "read"];
const WRONG = ["undelivered", "failed", "canceled"];
const PICTURE = /^image\/(png|jpeg|gif|webp)$/;

const zh = () => language() === "zh";

// The nodes of a text: its bubble, and why it has not arrived where it has not.
export function written(message, mine) {
  const side = mine ? "mine" : "theirs";
  const files = message.media.map((url, place) => fileOf(message, url, place));
  const bubble = make("div", { class: "bubble text" }, message.body, ...files);
  const turn = make("div", { class: `turn ${side}`, "data-arrived": String(message.arrived), "data-status": message.status }, bubble, meta(message));
  return message.error_code ? [turn, reason(message, side)] : [turn];
}

export function day(at) {
  const when = new Date(at);
  const today = when.toDateString() === new Date().toDateString();
  const text = today ? words("today") : when.toLocaleDateString(zh() ? "zh-CN" : "en", { year: "numeric", month: "long", day: "numeric" });
  return make("div", { class: "day" }, text);
}

function meta(message) {
  const when = new Date(message.at);
  const time = when.toLocaleTimeString(zh() ? "zh-CN" : "en", { hour: "2-digit", minute: "2-digit", hour12: false });
  const status = words(`text-${message.status}`);
  const kind = DONE.includes(message.status) ? "done" : WRONG.includes(message.status) ? "wrong" : "";
  const tick = make("span", { class: `tick ${kind}`, title: status }, make("span", { "aria-hidden": "true" }, TICKS[message.status] ?? "◦"),
    make("span", { class: "unseen" }, status));
  return make("div", { class: "meta" }, make("time", { class: "when", datetime: message.at }, time), tick);
}

function reason(message, side) {
  const told = (zh() && REMEDIES[message.error_code]?.[0]) || message.error_message;
  const status = words(`text-${message.status}`);
  return make("div", { class: `note coded error why ${side}` }, make("b", { class: "code" }, String(message.error_code)), make("span", {}, `${status} · ${told}`));
}

// A file comes by way of the emulator: the page asks nobody else. Only pictures are shown; the rest is to be saved.
function fileOf(message, url, place) {
  const address = `/emulator/v1/messages/${message.sid}/media/${place}`;
  const link = () => make("a", { href: address, download: "", title: url }, url.split("/").at(-1) || url);
  const box = make("div", { class: "media" });
  if (!PICTURE.test(message.media_types[place])) {
    box.append(link());
    return box;
  }
  const picture = make("img", { class: "picture", src: address, alt: words("picture", url.split("/").at(-1)), loading: "lazy" });
  picture.addEventListener("error", () => box.replaceChildren(words("pictureGone"), " · ", link()));
  box.append(picture);
  return box;
}
