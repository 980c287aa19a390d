// When each exchange of one call or text was, and how long it took: a row each, on one line of time.

import { make } from "./dom.js";
import { outcome, pathOf, purposeOf, took } from "./exchanges.js";
import { words } from "./words.js";

const LEAST = 0.6; // per cent of the width that a bar has at least

// `rows` newest first, as the server lists them; `chosen(id)` when another one is to be shown.
export function waterfall(rows, current, chosen) {
  const inOrder = [...rows].reverse();
  const began = Math.min(...inOrder.map((row) => Date.parse(row.at)));
  const until = Math.max(...inOrder.map((row) => Date.parse(row.at) + row.seconds * 1000));
  const span = Math.max(until - began, 1);
  return make("ol", { class: "waterfall", "aria-label": words("timing") }, ...inOrder.map((row) => {
    const start = Date.parse(row.at) - began;
    const bar = make("i", { class: `bar-${outcome(row)}` });
    bar.style.left = `${Math.min((start / span) * 100, 100 - LEAST)}%`;
    bar.style.width = `${Math.max((row.seconds * 100_000) / span, LEAST)}%`;
    const button = make("button", { type: "button", "aria-current": row.id === current ? "true" : undefined, title: `${row.method} ${row.url}` },
      make("span", { class: "flow-name" }, `${purposeOf(row)} ${pathOf(row.url)}`),
      make("span", { class: "flow-line", "aria-hidden": "true" }, bar),
      make("span", { class: "took" }, `+${(start / 1000).toFixed(2)} s · ${took(row.seconds)}`));
    button.addEventListener("click", () => chosen(row.id));
    return make("li", {}, button);
  }));
}
