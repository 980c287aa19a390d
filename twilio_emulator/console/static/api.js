// The control API: what the page asks the emulator to do, and the news it listens to.

const ROOT = "/emulator/v1";

export class Refused extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

// A query of what is not empty.
const asked = (query) => new URLSearchParams(Object.entries(query).filter(([, value]) => value !== "" && value !== undefined));

async function ask(method, path, body, keepalive = false, read = (answer) => answer.json()) {
  const options = { method, keepalive, headers: {} };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers["Content-Type"] = "application/json";
  }
  let answer;
  try {
    answer = await fetch(ROOT + path, options);
  } catch {
    throw new Refused(0, "unreachable", "");
  }
  if (answer.ok) return read(answer);
  const found = await answer.json().catch(() => ({}));
  throw new Refused(answer.status, found.code ?? "", found.message ?? String(answer.status));
}

const get = (path) => ask("GET", path);
const post = (path, body = {}, keepalive = false) => ask("POST", path, body, keepalive);

export const api = {
  numbers: async () => (await get("/numbers")).numbers,
  handsets: async () => (await get("/handsets")).handsets,
  calls: async (limit) => (await get(`/calls?limit=${limit}`)).calls,
  call: (sid) => get(`/calls/${sid}`),
  live: (sid) => get(`/calls/${sid}/live`),
  clock: () => get("/clock"),
  pace: (rate) => ask("PUT", "/clock/rate", { rate }),
  step: () => post("/clock/step"),
  messages: async (number) => (await get(`/messages?number=${encodeURIComponent(number)}`)).messages,
  traffic: (query) => get(`/traffic?${asked(query)}`),
  trafficOne: (id) => get(`/traffic/${id}`),
  trafficText: (id, what) => ask("GET", `/traffic/${id}/${what}`, undefined, false, (answer) => answer.text()),
  replay: (id, changes) => post(`/traffic/${id}/replay`, changes),
  history: (query) => get(`/calls?${asked(query)}`),
  alerts: () => get("/alerts?limit=200"),
  struck: async (limit, fault) => (await get(`/faults/struck?${asked({ limit, fault: fault ?? "" })}`)).struck,
  faults: async () => (await get("/faults")).faults,
  faultKinds: () => get("/faults/kinds"),
  addFault: (told) => post("/faults", told),
  switchFault: (number, enabled) => ask("PUT", `/faults/${number}/switch`, { enabled }),
  removeFault: (number) => ask("DELETE", `/faults/${number}`),
  clearFaults: () => ask("DELETE", "/faults"),
  figures: (range) => get(`/figures?${asked(range)}`),
  onRing: (number, how, keepalive = false) =>
    ask("PUT", `/handsets/${encodeURIComponent(number)}/on-ring`, { how }, keepalive),
  dial: (from, to) => post("/calls", { from, to }),
  press: (sid, keys) => post(`/calls/${sid}/keys`, { keys }),
  speak: (sid, text) => post(`/calls/${sid}/speech`, { text }),
  hangUp: (sid, keepalive = false) => post(`/calls/${sid}/hang-up`, {}, keepalive),
  pickUp: (sid) => post(`/calls/${sid}/pick-up`),
  refuse: (sid, how, keepalive = false) => post(`/calls/${sid}/refuse`, { how }, keepalive),
  hear: (page, sid, number) => ask("PUT", `/hearing/${page}`, { call_sid: sid, number }),
  hearNoMore: (page, keepalive = false) => ask("DELETE", `/hearing/${page}`, undefined, keepalive),
  agree: (page, to, description) => post(`/hearing/${page}/agreements`, { to, description }),
  speakSound: (sid, audio) => post(`/calls/${sid}/speech`, { audio }),
  pickUpSound: (sid, audio) => post(`/calls/${sid}/microphone`, { audio }),
  openMicrophone: (sid) => post(`/calls/${sid}/microphone`, { opening: true }),
  segments: (body) => post("/messages/segments", { body }),
  keepFile: (name, data) => post("/files", { name, data }),
  text: (from, to, body, media) => post("/messages", { from, to, body, media }),
};

// The same news by way of a worker that all pages of a crowd share.
export function listenTogether(topics, told, state) {
  if (typeof SharedWorker === "undefined") return listen(topics, told, state);
  const { port } = new SharedWorker("/console/news-worker.js", { type: "module", name: "news" });
  port.addEventListener("message", ({ data }) => (data.topic ? told(data.topic, data.subject) : state(data.state)));
  port.start();
  port.postMessage({ topics });
  addEventListener("pagehide", () => port.postMessage({ gone: true }));
  return undefined;
}

// Listen to the live news: told(topic, record), and state("live" | "lost") as the connection comes and goes.
// A browser comes back by itself and names the last event it has seen; where it gives up, we do the same.
export function listen(topics, told, state) {
  let last = null;
  let source = null;
  const open = () => {
    source?.close();
    const opened = new EventSource(`${ROOT}/events${last === null ? "" : `?after=${last}`}`);
    const tell = (topic) => opened.addEventListener(topic, (event) => {
      last = event.lastEventId;
      if (topic === "hello") state("live");
      told(topic, JSON.parse(event.data));
    });
    source = opened;
    for (const topic of ["hello", ...topics]) tell(topic);
    opened.addEventListener("error", () => {
      state("lost");
      if (opened === source && opened.readyState === EventSource.CLOSED) setTimeout(open, 2000);
    });
  };
  open();
  // Nothing comes any more from a network that is gone, not even the end of a stream. An emulator on the same machine
  // is still there: only one that does not answer is lost.
  addEventListener("offline", () => get("/clock").catch(() => {
    state("lost");
    open();
  }));
  addEventListener("online", () => {
    if (source.readyState !== EventSource.OPEN) open();
  });
  addEventListener("pagehide", () => source.close());
}
