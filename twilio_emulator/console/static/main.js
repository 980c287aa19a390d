// Puts the page together: the news on one side, the parts that show it on the other.

import { api, listen } from "./api.js";
import { byId, toEnd } from "./dom.js";
import { Faults } from "./faults.js";
import { Inspector } from "./inspector.js";
import { normalise, People } from "./people.js";
import { Phone } from "./phone.js";
import { sound } from "./sound.js";
import { Texts } from "./texts.js";
import { Transcript } from "./transcript.js";
import { applyWords, onLanguage, toggleLanguage, words } from "./words.js";

const NOBODY = "+8612000000001";
const CALLS_KEPT = 50;

const calls = new Map(); // SID -> {call, lines}: news may come before the answer to our own request
const numbers = new Map();
let begun = 0;
let connection = "connecting";
let instance = null;
let virtual = false;

const complainIn = (id) => (error) => {
  const unreachable = error?.code === "unreachable";
  byId(id).textContent = unreachable ? words("unreachable") : error?.message ?? error;
  delete byId(id).dataset.kind;
};

const transcript = new Transcript();
const texts = new Texts(complainIn("text-complaint"));
const inspector = new Inspector();
const faults = new Faults((number) => inspector.open(number));
const people = new People((number) => become(number), (keys) => phone.press(keys));
const phone = new Phone({
  complain: complainIn("complaint"),
  nameOf: (number) => people.nameOf(number) || (numbers.get(number)?.friendly_name ?? ""),
  peer: (number) => texts.between(phone?.me ?? "", number),
  adopted(call, mine) {
    const known = record(call.sid);
    known.call ??= call;
    if (!known.call.over && call.over) known.call = call;
    transcript.show(known.call, known.lines, mine);
    for (const line of known.lines) hear(line);
    return known.call;
  },
});
function record(sid) {
  let known = calls.get(sid);
  if (!known) {
    known = { call: null, lines: [] };
    calls.set(sid, known);
    if (calls.size > CALLS_KEPT) calls.delete(calls.keys().next().value);
  }
  return known;
}

function hear(line) {
  phone.heard(line);
  if (line.speaker !== "line") return;
  const placed = Date.parse(record(line.call_sid).call?.placed_at ?? "");
  const late = virtual || Number.isNaN(placed) ? 0 : (Date.now() - placed) / 1000 - line.at - line.seconds;
  if (late < 2) sound.say(line);
}

const TOLD = {
  hello(hello) {
    virtual = hello.clock === "manual";
    phone.virtual = virtual;
    if (instance === hello.instance && !hello.missed) return;
    instance = hello.instance;
    begin();
  },
  call(call) {
    record(call.sid).call = call;
    phone.told(call);
    inspector.call(call);
  },
  line(line) {
    const known = record(line.call_sid);
    if (known.lines.some((one) => one.number === line.number)) return;
    known.lines.push(line);
    if (line.call_sid !== phone.call?.sid) return;
    transcript.add(line);
    hear(line);
  },
  exchange(exchange) {
    inspector.exchange(exchange);
    const call = phone.call;
    if (exchange.subject_sid === call?.sid && exchange.purpose !== "status") {
      sound.replaced((Date.parse(exchange.at) - Date.parse(call.placed_at)) / 1000);
    }
  },
  fault: (strike) => faults.add(strike),
  state: () => begin(),
  request: (row) => inspector.request(row),
  message(message) {
    texts.add(message);
    inspector.message(message);
  },
  number(number) {
    numbers.set(number.phone_number, number);
    phone.numbers = [...numbers.values()];
  },
};

// A first connection, one to another emulator than before, or all was reset or brought back: read what there is.
async function begin() {
  const mine = ++begun;
  calls.clear();
  numbers.clear();
  inspector.clear();
  faults.clear();
  texts.clear();
  transcript.clear();
  if (phone.call) phone.forget();
  try {
    const [theNumbers, handsets, struck] = await Promise.all([api.numbers(), api.handsets(), api.struck(100), inspector.begin()]);
    if (mine !== begun) return; // all has become other meanwhile, and is read anew
    for (const number of theNumbers) numbers.set(number.phone_number, number);
    phone.numbers = [...numbers.values()];
    people.contacts = handsets;
    faults.add(...struck.reverse());
    const wanted = new URLSearchParams(location.search);
    if (!phone.peer) phone.preset(given(wanted, "to") ?? theNumbers[0]?.phone_number ?? "");
    await become(phone.me || (given(wanted, "from") ?? people.first ?? NOBODY));
    document.body.dataset.ready = "true";
  } catch (error) {
    complainIn("complaint")(error);
  }
}

// A plus in an address may have become a blank.
const given = (wanted, name) => normalise((wanted.get(name) ?? "").replace(/^ /, "+"));

// Take the handset of `number`: from now on it asks us when it rings.
async function become(number) {
  const before = phone.me;
  phone.me = number;
  people.show(number);
  texts.between(number, phone.peer ?? "");
  try {
    if (before && before !== number) await api.onRing(before, "answer");
    await api.onRing(number, "ask");
    texts.add(...(await api.messages(number)));
    const ringing = (await api.calls(20)).find((call) => call.to === number && call.status === "ringing");
    if (ringing) phone.told(ringing);
  } catch (error) {
    complainIn("complaint")(error);
  }
}

function show(view) {
  document.body.dataset.view = view;
  for (const tab of document.querySelectorAll(".tabs button")) {
    tab.setAttribute("aria-pressed", String(tab.dataset.view === view));
  }
  for (const id of ["transcript", "texts"]) toEnd(byId(id));
}

function connected(state) {
  connection = state;
  byId("status").dataset.state = state;
  byId("status-words").textContent = words(state);
}

onLanguage(() => connected(connection));
byId("language").addEventListener("click", toggleLanguage);
for (const tab of document.querySelectorAll(".tabs button")) tab.addEventListener("click", () => show(tab.dataset.view));
addEventListener("pagehide", () => {
  if (phone.me) api.onRing(phone.me, "answer", true).catch(() => {});
  phone.leave();
});
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
applyWords();
listen(["call", "line", "exchange", "request", "message", "number", "fault", "state"], (topic, subject) => TOLD[topic](subject), connected);
