// Puts the page together: the news on one side, the parts that show it on the other.

import { api, listen, listenTogether } from "./api.js";
import { Book } from "./book.js";
import { Clock, now, rate } from "./clock.js";
import { byId, toEnd } from "./dom.js";
import { Faults } from "./faults.js";
import { Inspector } from "./inspector.js";
import { Live } from "./live.js";
import { normalise, People } from "./people.js";
import { Phone } from "./phone.js";
import "./phone-words.js";
import { presence } from "./presence.js";
import { sound } from "./sound.js";
import { Texts } from "./texts.js";
import { Transcript } from "./transcript.js";
import { Voice } from "./voice.js";
import { applyWords, onLanguage, toggleLanguage, words } from "./words.js";

const NOBODY = "+8612000000001";
const CALLS_KEPT = 50;
const CONNECTED = /^(connected with|the conference begins)/;

const calls = new Map(); // SID -> {call, lines}: news may come before the answer to our own request
const numbers = new Map();
let begun = 0;
let connection = "connecting";
let instance = null;
let virtual = false;

const complainIn = (id) => (error) => {
  const unreachable = error?.code === "unreachable";
  byId(id).textContent = unreachable ? words("unreachable") : error?.message ?? error;
  if (unreachable) byId(id).dataset.kind = "unreachable";
  else delete byId(id).dataset.kind;
};

const transcript = new Transcript();
const nameOf = (number) => people.nameOf(number) || (numbers.get(number)?.friendly_name ?? "");
const texts = new Texts({ complain: complainIn("text-complaint"), open: (number) => phone.preset(number), nameOf });
const inspector = new Inspector();
const live = new Live((number) => inspector.open(number));
const time = new Clock({
  changed(other) {
    if (other && rate() !== 1) sound.cut();
    live.look();
  },
  stepped: () => sound.cut(),
});
const voice = new Voice();
const faults = new Faults((number) => inspector.open(number));
const people = new People((number) => become(number), (keys) => phone.press(keys));
const book = new Book({
  nameOf,
  call(number) {
    phone.preset(number);
    phone.dial();
  },
  text(number) {
    phone.preset(number);
    show("talk");
    texts.write();
  },
});
const phone = new Phone({
  complain: complainIn("complaint"),
  nameOf,
  free: (free) => { book.free = free; },
  peer: (number) => texts.between(phone?.me ?? "", number),
  adopted(call, mine) {
    const known = record(call.sid);
    known.call ??= call;
    if (!known.call.over && call.over) known.call = call;
    transcript.show(known.call, known.lines, mine);
    live.follow(call.sid);
    for (const line of known.lines) hear(line);
    queueMicrotask(() => voice.follow(phone.call, phone.me));
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
  if (line.speaker === "note" && CONNECTED.test(line.text)) sound.replaced(line.at); // no music any more
  if (line.speaker !== "line") return;
  const placed = Date.parse(record(line.call_sid).call?.placed_at ?? "");
  const late = virtual || Number.isNaN(placed) ? 0 : (now() - placed) / 1000 - line.at - line.seconds;
  if (late < 2 && rate() <= 1) sound.say(line); // what goes fast is over before it could be said
}

const TOLD = {
  hello(hello) {
    virtual = hello.clock === "manual";
    phone.virtual = virtual;
    voice.recogniser = hello.recogniser;
    time.look(); // it may have changed while nobody told us
    if (instance === hello.instance && !hello.missed) return;
    instance = hello.instance;
    begin();
  },
  call(call) {
    record(call.sid).call = call;
    phone.told(call);
    voice.follow(phone.call, phone.me);
    book.add(call);
    inspector.call(call);
    if (call.over) live.over(call.sid);
    else live.told(call.sid);
    time.lookSoon();
  },
  line(line) {
    live.told(line.call_sid);
    const known = record(line.call_sid);
    if (known.lines.some((one) => one.number === line.number)) return;
    known.lines.push(line);
    if (line.call_sid !== phone.call?.sid) return;
    transcript.add(line);
    hear(line);
  },
  exchange(exchange) {
    inspector.exchange(exchange);
    live.told(exchange.subject_sid);
    const call = phone.call;
    if (exchange.subject_sid === call?.sid && exchange.purpose !== "status") {
      sound.replaced((Date.parse(exchange.at) - Date.parse(call.placed_at)) / 1000);
    }
  },
  fault: (strike) => faults.add(strike),
  rules: (news) => faults.told(news.faults),
  state: () => begin(),
  live({ sid }) {
    live.told(sid);
    time.lookSoon();
  },
  clock: () => time.look(),
  earshot: (news) => voice.earshot(news),
  agreement: (news) => voice.agreement(news),
  recording: (news) => voice.recording(news),
  request: (row) => inspector.request(row),
  message(message) {
    texts.add(message);
    inspector.message(message);
  },
  number(number) {
    numbers.set(number.phone_number, number);
    phone.numbers = book.lines = [...numbers.values()];
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
  live.clear();
  const { call: going, mine: placed } = phone;
  if (going) phone.forget();
  voice.follow(phone.call, phone.me);
  try {
    const [theNumbers, handsets] = await Promise.all([api.numbers(), api.handsets(), inspector.begin(), faults.begin()]);
    if (mine !== begun) return; // all has become other meanwhile, and is read anew
    for (const number of theNumbers) numbers.set(number.phone_number, number);
    phone.numbers = book.lines = [...numbers.values()];
    people.contacts = book.people = handsets;
    texts.redraw();
    const wanted = new URLSearchParams(location.search);
    if (!phone.peer) phone.preset(given(wanted, "to") ?? theNumbers[0]?.phone_number ?? "");
    const latest = await become(phone.me || (given(wanted, "from") ?? people.first((number) => presence.elsewhere(number)) ?? NOBODY));
    const still = latest.find((call) => call.sid === going?.sid && call.status === "in-progress");
    if (still && !phone.call) {
      record(still.sid).lines = (await api.call(still.sid)).lines;
      phone.resume(still, placed);
    }
    document.body.dataset.ready = "true";
  } catch (error) {
    complainIn("complaint")(error);
  }
}

// A plus in an address may have become a blank.
const given = (wanted, name) => normalise((wanted.get(name) ?? "").replace(/^ /, "+"));

// Take the handset of `number`: from now on it asks us when it rings. Returns its latest calls.
async function become(number) {
  const before = phone.me;
  phone.me = number;
  people.show(number);
  presence.hold(number);
  const address = new URL(location.href); // the same again after a reload
  address.searchParams.set("from", number);
  history.replaceState(null, "", address);
  texts.between(number, phone.peer ?? "");
  try {
    if (before && before !== number && !presence.elsewhere(before)) await api.onRing(before, "answer");
    await api.onRing(number, "ask");
    const { calls: latest } = await api.history({ number, limit: 100 });
    book.begin(number, latest);
    texts.load(await api.messages(number));
    const ringing = latest.find((call) => call.to === number && call.status === "ringing");
    if (ringing) phone.told(ringing);
    return latest;
  } catch (error) {
    complainIn("complaint")(error);
    return [];
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
  if (state === "live") for (const stale of document.querySelectorAll('.complaint[data-kind="unreachable"]')) stale.textContent = "";
}

onLanguage(() => connected(connection));
byId("language").addEventListener("click", toggleLanguage);
for (const tab of document.querySelectorAll(".tabs button")) tab.addEventListener("click", () => show(tab.dataset.view));
addEventListener("pagehide", () => {
  presence.leave();
  if (phone.me && !presence.elsewhere(phone.me)) api.onRing(phone.me, "answer", true).catch(() => {});
  phone.leave();
  voice.leave();
});
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
applyWords();
const TOPICS = ["call", "line", "exchange", "request", "message", "number", "fault", "rules", "state", "earshot", "agreement", "recording", "live", "clock"];
presence.settled().then(() => (presence.crowded ? listenTogether : listen)(TOPICS, (topic, subject) => TOLD[topic](subject), connected));
