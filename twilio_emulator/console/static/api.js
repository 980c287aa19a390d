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
  messages: async (number) => (await get(`/messages?number=${encodeURIComponent(number)}`)).messages,
  traffic: (query) => get(`/traffic?${asked(query)}`),
  trafficOne: (id) => get(`/traffic/${id}`),
  trafficText: (id, what) => ask("GET", `/traffic/${id}/${what}`, undefined, false, (answer) => answer.text()),
  replay: (id, changes) => post(`/traffic/${id}/replay`, changes),
  history: (query) => get(`/calls?${asked(query)}`),
  alerts: () => get("/alerts?limit=200"),
  struck: async (limit) => (await get(`/faults/struck?limit=${limit}`)).struck,
  onRing: (number, how, keepalive = false) =>
    ask("PUT", `/handsets/${encodeURIComponent(number)}/on-ring`, { how }, keepalive),
  dial: (from, to) => post("/calls", { from, to }),
  press: (sid, keys) => post(`/calls/${sid}/keys`, { keys }),
  speak: (sid, text) => post(`/calls/${sid}/speech`, { text }),
  hangUp: (sid, keepalive = false) => post(`/calls/${sid}/hang-up`, {}, keepalive),
  pickUp: (sid) => post(`/calls/${sid}/pick-up`),
  refuse: (sid) => post(`/calls/${sid}/refuse`),
  text: (from, to, body) => post("/messages", { from, to, body }),
};

// Listen to the live news: told(topic, record), and state("live" | "lost") as the connection comes and goes.
// A browser comes back by itself and names the last event it has seen; where it gives up, we do the same.
export function listen(topics, told, state) {
  let last = null;
  const open = () => {
    const source = new EventSource(`${ROOT}/events${last === null ? "" : `?after=${last}`}`);
    source.addEventListener("hello", (event) => {
      last = event.lastEventId;
      state("live");
      told("hello", JSON.parse(event.data));
    });
    for (const topic of topics) {
      source.addEventListener(topic, (event) => {
        last = event.lastEventId;
        told(topic, JSON.parse(event.data));
      });
    }
    source.addEventListener("error", () => {
      state("lost");
      if (source.readyState === EventSource.CLOSED) setTimeout(open, 2000);
    });
    addEventListener("pagehide", () => source.close(), { once: true });
  };
  open();
}
