// One exchange in full, and what can be done with it.

import { api } from "./api.js";
import { copy } from "./copy.js";
import { plainly } from "./debugger.js";
import { byId, make } from "./dom.js";
import { purposeOf, took } from "./exchanges.js";
import { beside, form, replay } from "./replay.js";
import { waterfall } from "./waterfall.js";
import { language, onLanguage, words } from "./words.js";
import { layOut } from "./xml.js";

const FLOW = 100; // exchanges of one call that the line of time shows

export class Detail {
  #open = null;
  #full = null;
  #shown = null; // whose nodes are on the page
  #flow = [];
  #changed;
  #only;

  // `changed(id)` when another one is shown, null for none; `only(sid)` when those of one call are wanted.
  constructor(changed, only) {
    this.#changed = changed;
    this.#only = only;
    byId("detail-close").addEventListener("click", () => this.close());
    byId("detail").addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    onLanguage(() => {
      if (this.#full) this.#show();
    });
  }

  get id() { return this.#open; }

  async open(id) {
    this.#open = id;
    this.#changed(id);
    await this.reload(() => byId("detail").focus({ preventScroll: true }));
  }

  close() {
    const id = this.#open;
    const within = byId("detail").contains(document.activeElement);
    this.#open = this.#full = null;
    byId("detail").hidden = true;
    this.#changed(null, within ? id : null);
  }

  // Read it (again): it is open, and something about it is new; `shown` is called when it is on the page.
  async reload(shown = () => {}) {
    const id = this.#open;
    const full = await api.trafficOne(id).catch(() => null);
    if (!full || this.#open !== id) return;
    const busy = this.#full?.id === id && byId("detail-body").querySelector(".edit, .replayed");
    this.#full = full;
    if (!busy) this.#show();
    shown();
    if (!full.subject_sid) return;
    const flow = await api.traffic({ call: full.subject_sid, limit: FLOW }).catch(() => null);
    if (!flow || this.#open !== id) return;
    this.#flow = flow.rows;
    byId("detail-body").querySelector(".flow")?.replaceChildren(...this.#timing(full));
  }

  #show() {
    const full = this.#full;
    const kept = this.#shown === full.id ? byId("detail-body").scrollTop : 0;
    this.#shown = full.id;
    byId("detail-title").textContent = `${purposeOf(full)} · ${full.failure ? words("failedWebhook") : full.status} · ${took(full.seconds)}`;
    byId("detail-body").replaceChildren(
      make("p", { class: "request-line" }, make("span", { class: "method" }, full.method), " ", full.url),
      this.#acts(full),
      make("div", { class: "work" }),
      ...(full.failure ? [make("p", { class: "failure" }, full.failure)] : []),
      ...section("faultsThatStruck", full.faults.map((says) => make("p", { class: "fault" }, says))),
      ...section("notices", full.notices.map(remark)),
      ...(full.failure ? [] : answerOf(full)),
      ...section("parameters", [full.params.length ? table(full.params) : make("p", { class: "nothing" }, words("noParams"))]),
      ...signatureOf(full),
      make("section", { class: "flow" }, ...this.#timing(full)),
      ...headersOf("sentHeaders", full.sent),
      ...headersOf("receivedHeaders", full.received),
      ...section("redirects", full.redirects.map((url) => make("p", { class: "mono" }, url))),
      ...section("request", [facts(full)]),
    );
    byId("detail").hidden = false;
    byId("detail-body").scrollTop = kept;
    this.#changed(full.id);
  }

  #timing(full) {
    const rows = full.subject_sid && this.#flow.some((row) => row.id === full.id) ? this.#flow : [full];
    const parts = [words("waitedFor", took(full.waited)), words("receivedIn", took(Math.max(0, full.seconds - full.waited)))];
    if (full.attempts > 1) parts.push(words("attempts", full.attempts));
    return [
      make("h3", {}, words("timing")),
      ...(full.failure ? [] : [make("p", { class: "says-what" }, parts.join(language() === "zh" ? "，" : ", "))]),
      waterfall(rows, full.id, (id) => this.open(id)),
    ];
  }

  #acts(full) {
    const says = make("span", { class: "says-what", role: "status" });
    const complain = (error) => { says.textContent = error?.message ?? String(error); };
    const work = () => byId("detail-body").querySelector(".work");
    const show = (again) => {
      const found = beside(full, again, (one) => [...one.notices.map(remark), ...(one.failure ? [] : answerOf(one))]);
      work().querySelector(".replayed")?.remove();
      work().append(found);
      found.focus();
    };
    const act = (name, does) => {
      const button = make("button", { type: "button", class: "act" }, words(name));
      button.addEventListener("click", () => {
        says.textContent = "";
        does(button);
      });
      return button;
    };
    const edit = (button) => {
      const found = form(full, show, complain, () => {
        found.remove();
        button.focus();
      });
      work().replaceChildren(found);
      found.querySelector(".edit-value, input").focus();
    };
    const text = async (what) => {
      try {
        if (await copy(await api.trafficText(full.id, what))) says.textContent = words("copied");
      } catch (error) {
        complain(error);
      }
    };
    const offered = {
      replay: () => [act("replay", () => replay(full, show, complain)), act("editAndReplay", edit)],
      curl: () => [act("copyCurl", () => text("curl"))],
      pytest: () => [act("copyPytest", () => text("pytest"))],
    };
    return make("div", { class: "acts", role: "group", "aria-label": words("acts") },
      ...full.offers.flatMap((name) => offered[name]?.() ?? []),
      ...(full.subject_sid ? [act("onlyThis", () => this.#only(full.subject_sid))] : []),
      says);
  }
}

function section(title, nodes) {
  return nodes.length ? [make("section", {}, make("h3", {}, words(title)), ...nodes)] : [];
}

function remark(notice) {
  const place = notice.line ? [make("span", { class: "place" }, words("line", notice.line))] : [];
  const { title, remedy } = plainly(notice);
  return make("div", { class: `remark ${notice.severity}` },
    make("p", {}, make("span", { class: "code" }, notice.code), " ", make("b", {}, title), " ", ...place),
    ...(notice.detail ? [make("p", {}, notice.detail)] : []),
    ...(remedy ? [make("p", { class: "remedy" }, remedy)] : []));
}

function table(params) {
  const rows = params.map(({ name, value }) => make("tr", { class: value ? undefined : "blank" }, make("th", { scope: "row" }, name), make("td", {}, value || "–")));
  return make("table", {}, make("tbody", {}, ...rows));
}

// What the signature was computed over: the address, then every name and value in order.
function signatureOf(full) {
  if (!full.signed) return [];
  const { url, params, text, holds } = full.signed;
  const pieces = params.flatMap(({ name, value }) => [make("b", {}, name), value]);
  const details = make("details", {}, make("summary", {}, words("signedText", text.length)),
    make("pre", { class: "signed", tabindex: "0", role: "region", "aria-label": words("signedOver") }, make("span", { class: "signed-url" }, url), ...pieces));
  return section("signedOver", [
    make("p", { class: "says-what" }, words(params.length ? "signedForm" : "signedAddress", params.length)),
    make("p", { class: "mono" }, url),
    details,
    make("p", { class: holds ? "says-what" : "remark warning" }, words(holds ? "signatureHolds" : "signatureOther")),
  ]);
}

function headersOf(title, headers) {
  if (!headers.length) return [];
  return [make("section", {}, make("details", {}, make("summary", {}, words(title, headers.length)), table(headers)))];
}

function facts(full) {
  const at = new Date(full.at).toLocaleString(language() === "zh" ? "zh-CN" : "en", { hour12: false });
  const rows = [["time", at], ["type", full.content_type || "–"]];
  if (full.user) rows.push(["askedBy", full.user]);
  if (full.subject_sid) rows.push([full.subject_sid.startsWith("CA") ? "call_sid" : "message_sid", full.subject_sid]);
  if (full.signature) rows.push(["signature", full.signature]);
  return make("dl", {}, ...rows.flatMap(([name, value]) => [make("dt", {}, words(name)), make("dd", {}, value)]));
}

// The answer, formatted where it is XML or JSON, or as it came with its line numbers and the lines remarked on.
export function answerOf(full) {
  if (!full.body.trim()) return section("answerBody", [make("p", { class: "nothing" }, words("noBody"))]);
  const pretty = full.content_type.includes("json") ? layOutJson(full.body) : full.document ? layOut(full.body) : null;
  const raw = asReceived(full.body, new Set(full.notices.map((notice) => notice.line)));
  const [found] = section("answerBody", [pretty ?? raw]);
  if (pretty) {
    raw.hidden = true;
    found.append(raw);
    const buttons = [["pretty", pretty], ["asReceived", raw]].map(([name, node]) => {
      const button = make("button", { type: "button", "aria-pressed": String(node === pretty) }, words(name));
      button.addEventListener("click", () => {
        for (const one of [pretty, raw]) one.hidden = one !== node;
        for (const one of buttons) one.setAttribute("aria-pressed", String(one === button));
      });
      return button;
    });
    found.prepend(make("div", { class: "section-head" }, found.firstElementChild, make("div", { class: "choice" }, ...buttons)));
  }
  return [found];
}

function layOutJson(text) {
  try {
    return make("pre", { class: "json" }, make("code", {}, JSON.stringify(JSON.parse(text), null, 2)));
  } catch {
    return null;
  }
}

function asReceived(body, marked) {
  const lines = body.replace(/\n$/, "").split("\n").map((line, place) =>
    make("span", { class: marked.has(place + 1) ? "marked" : undefined }, line || " "));
  return make("pre", { class: "raw" }, make("code", {}, ...lines));
}

