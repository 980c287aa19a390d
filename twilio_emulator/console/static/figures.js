// The figures: counted by the emulator for a range of time, drawn here, and given again as tables.

import { api } from "./api.js";
import { plainly } from "./debugger.js";
import { byId, make } from "./dom.js";
import "./figures-words.js";
import { bar, columns, lines } from "./plots.js";
import { language, onLanguage, words } from "./words.js";

const PAUSE = 1500; // milliseconds in which much that happens is counted once
const NARROWEST = 240;
const UNITS = [["day", 86_400], ["hour", 3600], ["minute", 60], ["second", 1]];

const locale = () => (language() === "zh" ? "zh-CN" : "en");
const number = (value) => value.toLocaleString(locale(), { maximumFractionDigits: value < 10 ? 1 : 0 });
const milliseconds = (seconds) => number(seconds * 1000);

// A length of time in the largest unit that it is a whole number of: 90 s, 5 min.
function span(seconds) {
  const [name, unit] = UNITS.find(([, one]) => seconds >= one && Number.isInteger(seconds / one)) ?? ["second", 1];
  return words(name, number(seconds / unit));
}

export class Figures {
  #found = null;
  #shown = false;
  #stale = true;
  #waiting = null;
  #turn = 0;
  #width = 0;
  #open = new Set(); // the tables that somebody has opened
  #explain;

  // `explain(code)` when somebody wants to know more of a code.
  constructor(explain) {
    this.#explain = explain;
    byId("figures-range").addEventListener("submit", (event) => event.preventDefault());
    byId("figures-last").addEventListener("change", () => this.#chosen());
    for (const id of ["figures-from", "figures-until"]) byId(id).addEventListener("change", () => this.#ask());
    new ResizeObserver(() => {
      if (this.#shown && byId("figures").clientWidth !== this.#width) this.#draw();
    }).observe(byId("figures").parentElement);
    onLanguage(() => this.#draw());
  }

  // They are counted only while somebody looks at them.
  show(shown) {
    this.#shown = shown;
    if (shown && this.#stale) this.#ask();
    else if (shown) this.#draw();
  }

  clear() {
    this.#found = null;
    this.#stale = true;
    this.#draw();
    if (this.#shown) this.#ask();
  }

  // Something has happened: count anew, soon and once for much.
  askSoon() {
    this.#stale = true;
    if (!this.#shown) return;
    this.#waiting ??= setTimeout(() => {
      this.#waiting = null;
      if (this.#shown) this.#ask();
    }, PAUSE);
  }

  #chosen() {
    const own = byId("figures-last").value === "own";
    byId("figures-own").hidden = !own;
    if (own && this.#found) {
      byId("figures-from").value = local(this.#found.since);
      byId("figures-until").value = local(this.#found.until, 1);
    }
    this.#ask();
  }

  #range() {
    const last = byId("figures-last").value;
    if (last !== "own") return { last };
    const [since, until] = ["figures-from", "figures-until"].map((id) => byId(id).value && new Date(byId(id).value).toISOString());
    return { since, until };
  }

  async #ask() {
    const turn = ++this.#turn;
    this.#stale = false;
    byId("figures-complaint").textContent = "";
    try {
      const found = await api.figures(this.#range());
      if (turn !== this.#turn) return;
      this.#found = found;
      this.#draw();
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#stale = true;
      byId("figures-complaint").textContent = error.code === "unreachable" ? words("unreachable") : error.message;
    }
  }

  #draw() {
    const [box, found] = [byId("figures"), this.#found];
    if (!this.#shown || !found) {
      if (!found) box.replaceChildren();
      return;
    }
    this.#width = box.clientWidth;
    const focused = document.activeElement?.closest?.("#figures [data-focus]")?.dataset.focus;
    byId("figures-says").textContent = words("figuresOf", moment(found.since), moment(found.until));
    box.replaceChildren(
      this.#tiles(found), this.#calls(found), this.#texts(found), this.#lengths(found),
      this.#menus(found), this.#errors(found), this.#times(found));
    if (focused) [...box.querySelectorAll("[data-focus]")].find((one) => one.dataset.focus === focused)?.focus();
  }

  #tiles(found) {
    const sum = (...names) => found.slots.reduce((all, slot) => all + names.reduce((one, name) => one + slot[name], 0), 0);
    const tile = (name, value) => make("div", { class: "tile" }, make("dt", {}, words(name)), make("dd", {}, value));
    return make("dl", { class: "tiles" },
      tile("tileCalls", number(sum("calls"))),
      tile("tileAnswered", sum("calls") ? `${Math.floor((100 * (sum("calls") - sum("unanswered"))) / sum("calls"))}%` : "–"),
      tile("tileTexts", number(sum("texts_in", "texts_out"))),
      tile("tileLength", found.durations.count ? words("second", number(found.durations.p50)) : "–"),
      tile("tileTimes", found.webhooks.count ? `${milliseconds(found.webhooks.p95)} ${words("unitMs")}` : "–"),
      tile("tileErrors", number(found.errors.reduce((all, one) => all + one.count, 0))));
  }

  #calls(found) {
    const rows = found.slots.map((slot) => [slot.at, [slot.calls - slot.unanswered, slot.unanswered]]);
    const heads = [words("callsAnswered"), words("callsUnanswered")];
    return this.#overTime("calls", columns, { rows, heads, unit: words("unitCalls"), kinds: ["series-good", "series-bad"], empty: "noCalls" });
  }

  #texts(found) {
    const rows = found.slots.map((slot) => [slot.at, [slot.texts_in, slot.texts_out]]);
    const heads = [words("textsIn"), words("textsOut")];
    return this.#overTime("texts", columns, { rows, heads, unit: words("unitTexts"), kinds: ["series-one", "series-two"], empty: "noTexts" });
  }

  #times(found) {
    const rows = found.slots.map((slot) => [slot.at, slot.webhooks ? [slot.p50 * 1000, slot.p95 * 1000] : [null, null]]);
    const heads = [words("half"), words("ninetyFive")];
    const section = this.#overTime("times", lines, { rows, heads, unit: words("unitMs"), kinds: ["series-one", "series-two"], empty: "noTimes" });
    if (!found.paths.length) return section;
    const cells = found.paths.map((one) => [one.path, number(one.count), milliseconds(one.p50), milliseconds(one.p95), milliseconds(one.longest)]);
    const heading = [words("address"), words("howMany"), ...[words("half"), words("ninetyFive"), words("longest")].map((one) => `${one}, ${words("unitMs")}`)];
    section.append(make("div", { class: "wide", tabindex: 0, role: "region", "aria-label": words("figTimes"), "data-focus": "paths" }, table(heading, cells)));
    if (found.paths_left) section.append(make("p", { class: "nothing" }, words("andPaths", found.paths_left)));
    return section;
  }

  #lengths(found) {
    const rows = found.lengths.map((one) => {
      const [least, below] = [span(one.least), one.below === null ? "" : span(one.below)];
      return { label: span(one.least), name: below ? words("fromTo", least, below) : words("atLeast", least), values: [one.count] };
    });
    return this.#section("lengths", found.durations.count === 0 && "noLengths", () => [
      columns({
        name: words("lengthsPicture"), width: this.#room, unit: words("unitCalls"), below: words("belowLength"), series: ["series-one"], format: number,
        slots: rows.map((row) => ({ label: row.label, title: `${row.name}: ${row.values[0]}`, values: row.values })),
      }),
      make("p", { class: "says-what" }, `${words("half")}: ${words("second", number(found.durations.p50))} · ${words("ninetyFive")}: ${words("second", number(found.durations.p95))}`),
      this.#numbers("lengths", [words("belowLength"), words("unitCalls")], rows.map((row) => [row.name, number(row.values[0])])),
    ]);
  }

  #menus(found) {
    return this.#section("menus", !found.menus.length && "noMenus", () => [
      ...found.menus.flatMap((menu) => [
        make("h4", {}, words("menuAt", menu.path, menu.count)),
        barTable([words("choice"), words("howMany")], menu.choices.map((one) => [choiceOf(one), one.count]), "series-one"),
      ]),
      ...(found.menus_left ? [make("p", { class: "nothing" }, words("andMenus", found.menus_left))] : []),
    ]);
  }

  #errors(found) {
    const rows = found.errors.map((one) => {
      const code = make("button", { type: "button", class: `code ${one.severity}`, title: words("alerts"), "data-focus": `code ${one.code}` }, one.code);
      code.addEventListener("click", () => this.#explain(one.code));
      return [[code, " ", plainly(one).title], one.count];
    });
    return this.#section("errors", !rows.length && "noErrors", () => [barTable([words("code"), words("howMany")], rows, "series-bad")]);
  }

  get #room() { return Math.max(NARROWEST, this.#width - 36); }

  #section(name, empty, content) {
    const title = words(`fig${name[0].toUpperCase()}${name.slice(1)}`);
    return make("section", { class: "figure" }, make("h3", {}, title),
      ...(empty ? [make("p", { class: "nothing" }, words(empty))] : content()));
  }

  #overTime(name, plot, { rows, heads, unit, kinds, empty }) {
    const width = this.#found.slot;
    const nothing = rows.every(([, values]) => values.every((value) => !value));
    const key = make("p", { class: "key" }, ...heads.flatMap((head, place) => [make("span", { class: `swatch ${kinds[place]}` }), `${head} `]));
    const told = (values) => values.map((value, place) => `${heads[place]} ${value === null ? "–" : number(value)}`).join(", ");
    return this.#section(name, nothing && empty, () => [
      key,
      plot({
        name: words(`${name}Picture`), width: this.#room, unit, below: `${words("belowTime")} · ${words("slotOf", span(width))}`, series: kinds, format: number,
        slots: rows.map(([at, values]) => ({ label: short(at, width), title: `${moment(at)}: ${told(values)}`, values })),
      }),
      this.#numbers(name, [words("timeOfSlot"), ...heads.map((head) => `${head}, ${unit}`)],
        rows.filter(([, values]) => values.some(Boolean)).map(([at, values]) => [moment(at), ...values.map((value) => (value === null ? "–" : number(value)))])),
    ]);
  }

  #numbers(name, heading, rows) {
    const node = make("details", {}, make("summary", { "data-focus": `numbers ${name}` }, words("theNumbers")), table(heading, rows));
    node.open = this.#open.has(name);
    node.addEventListener("toggle", () => (node.open ? this.#open.add(name) : this.#open.delete(name)));
    return node;
  }
}

function choiceOf(one) {
  if (one.how === "keys") return [...one.keys].map((key) => make("kbd", {}, key));
  return [words({ entry: "entryOf", speech: "bySpeech", nothing: "byNothing" }[one.how], one.length)];
}

const head = (heading) => make("thead", {}, make("tr", {}, ...heading.map((one) => make("th", { scope: "col" }, one))));

function table(heading, rows) {
  return make("table", { class: "figures-table" }, head(heading),
    make("tbody", {}, ...rows.map(([first, ...rest]) => make("tr", {}, make("th", { scope: "row" }, first), ...rest.map((cell) => make("td", {}, cell))))));
}

// A table whose counts are bars as well; `rows` are what is counted (nodes and texts), and how often.
function barTable(heading, rows, kind) {
  const most = Math.max(1, ...rows.map(([, count]) => count));
  return make("table", { class: "figures-table bars" }, head(heading),
    make("tbody", {}, ...rows.map(([what, count]) => make("tr", {}, make("th", { scope: "row" }, ...what),
      make("td", {}, make("span", { class: "counted" }, bar(count / most, kind), make("span", {}, number(count))))))));
}

const moment = (at) => new Date(at).toLocaleString(locale(), { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });

// What stands under a column: the time, as exactly as the columns are wide; the day where they are.
function short(at, width) {
  const date = new Date(at);
  if (width >= 43_200) return date.toLocaleDateString(locale(), { month: "numeric", day: "numeric" });
  const seconds = width < 60 ? { second: "2-digit" } : {};
  return date.toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit", ...seconds, hour12: false });
}

// What a field for a moment holds: the time here, to the second.
function local(at, more = 0) {
  const date = new Date(Date.parse(at) + more * 1000);
  return new Date(date - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
