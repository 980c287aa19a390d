// One line of news for all pages that come late: a browser keeps six connections to a host, and no more.

import { listen } from "./api.js";

const ports = new Set();
let begun = false;
let state = "connecting";
let hello = null;

const tell = (message) => {
  for (const port of ports) port.postMessage(message);
};

function begin(topics) {
  begun = true;
  const told = (topic, subject) => {
    if (topic === "hello") hello = subject;
    tell({ topic, subject });
  };
  listen(topics, told, (now) => {
    state = now;
    tell({ state });
  });
}

// A page that comes is told how things stand; from then on it hears what all hear.
addEventListener("connect", ({ ports: [port] }) => {
  port.addEventListener("message", ({ data }) => {
    if (data.gone) return void ports.delete(port);
    ports.add(port);
    if (!begun) return void begin(data.topics);
    port.postMessage({ state });
    if (hello !== null) port.postMessage({ topic: "hello", subject: hello });
  });
  port.start();
});
