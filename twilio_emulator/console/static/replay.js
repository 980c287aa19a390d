// Ask the application the same once more, or with other parameters: signed anew by the emulator, and only shown.

import { api } from "./api.js";
import { make } from "./dom.js";
import { outcome, took } from "./exchanges.js";
import { words } from "./words.js";

const MOST = 200;

// Asks at once, as it was.
export function replay(full, show, complain) {
  return api.replay(full.id, {}).then((again) => show(again), complain);
}

// The form in which it can be changed first.
export function form(full, show, complain, leave) {
  const url = make("input", { value: full.url, type: "url", required: true, maxlength: 2048, spellcheck: "false" });
  const method = make("select", {}, ...["POST", "GET"].map((one) => make("option", { selected: one === full.method }, one)));
  const rows = make("div", { class: "edit-rows" });
  const add = (name = "", value = "") => {
    const key = make("input", { value: name, "aria-label": words("paramName"), spellcheck: "false", class: "edit-name" });
    const content = make("input", { value, "aria-label": name ? words("valueOf", name) : words("paramValue"), spellcheck: "false", class: "edit-value" });
    key.addEventListener("input", () => content.setAttribute("aria-label", words("valueOf", key.value)));
    const away = make("button", { type: "button", class: "quiet", "aria-label": words("removeParam", name) }, "×");
    const row = make("div", { class: "edit-row" }, key, content, away);
    away.addEventListener("click", () => {
      (row.nextElementSibling ?? row.previousElementSibling)?.querySelector("input")?.focus();
      row.remove();
    });
    rows.append(row);
    return key;
  };
  for (const { name, value } of full.params) add(name, value);
  const more = make("button", { type: "button", class: "quiet" }, words("addParam"));
  more.addEventListener("click", () => {
    if (rows.childElementCount < MOST) add().focus();
  });
  const back = make("button", { type: "button", class: "quiet" }, words("cancel"));
  back.addEventListener("click", leave);
  const go = make("button", { class: "act primary" }, words("askAgain"));
  const found = make("form", { class: "edit", "aria-label": words("editTitle") },
    make("h3", {}, words("editTitle")),
    make("p", { class: "says-what" }, words("replaySays")),
    ...(full.live ? [make("p", { class: "remark warning" }, words("replayLive"))] : []),
    make("label", {}, make("span", {}, words("address")), url),
    make("label", {}, make("span", {}, words("method")), method),
    make("fieldset", {}, make("legend", {}, words("parameters")), rows, more),
    make("div", { class: "acts" }, go, back));
  found.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation(); // it leaves the form, and not the exchange
    leave();
  });
  found.addEventListener("submit", (event) => {
    event.preventDefault();
    const params = [...rows.children].map((row) => {
      const [name, value] = row.querySelectorAll("input");
      return { name: name.value, value: value.value };
    }).filter(({ name }) => name);
    go.disabled = true;
    api.replay(full.id, { url: url.value, method: method.value, params })
      .then((again) => show(again), complain)
      .finally(() => { go.disabled = false; });
  });
  return found;
}

// The original and what came now, beside one another; `render(full)` makes the nodes of an answer.
export function beside(full, again, render) {
  const before = new Map(full.params.map(({ name, value }) => [name, value]));
  const changed = again.params.filter(({ name, value }) => before.get(name) !== value);
  const kept = new Set(again.params.map(({ name }) => name));
  const gone = full.params.filter(({ name }) => !kept.has(name));
  const same = full.body === again.body && full.status === again.status && full.failure === again.failure;
  const column = (title, one) => make("div", { class: "side" },
    make("h4", {}, title, " ", make("span", { class: `outcome ${outcome(one)}` }, one.failure ? words("failedWebhook") : one.status), " ", make("span", { class: "took" }, took(one.seconds))),
    ...(one.failure ? [make("p", { class: "failure" }, one.failure)] : []),
    ...render(one));
  const section = make("section", { class: "replayed", tabindex: "-1", "aria-label": words("replayed") },
    make("h3", {}, words("replayed")),
    make("p", { class: "says-what", role: "status" }, words(same ? "answeredTheSame" : "answeredOtherwise")),
    ...[...changed.map(({ name, value }) => [name, before.get(name), value]), ...gone.map(({ name, value }) => [name, value, null])].map(([name, was, is]) =>
      make("p", { class: "mono changed" }, `${name}: ${was ?? "–"} → ${is ?? "–"}`)),
    make("div", { class: "sides" }, column(words("thenAnswer"), full), column(words("nowAnswer"), again)));
  return section;
}
