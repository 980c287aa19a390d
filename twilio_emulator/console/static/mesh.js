// The pages this one hears, or is heard by: a connection with each, over which sound goes from browser to browser.
//
// The emulator says who hears whom and passes on what two pages agree upon; nothing else is asked, and nobody outside.
// Addresses are those of the machine itself. Of two pages the one whose name comes first proposes.

import { sound } from "./sound.js";

const GATHERING = 2000; // milliseconds for finding the machine's own addresses
const TRIES = 3;

export class Mesh {
  #page;
  #stream;
  #send;
  #changed;
  #peers = new Map();
  #earshot = { hears: [], heard_by: [] };
  #bus = null;
  #analyser = null;
  #samples = null;

  // page: our own name; stream(): what others are to hear; send(to, description); changed() when a connection has.
  constructor({ page, stream, send, changed }) {
    this.#page = page;
    this.#stream = stream;
    this.#send = send;
    this.#changed = changed;
  }

  // "none", "connecting", "connected" or "failed": the best of all connections.
  get state() {
    const states = [...this.#peers.values()].map((peer) => peer.connection.connectionState);
    if (states.length === 0) return "none";
    if (states.includes("connected")) return "connected";
    return states.every((state) => state === "failed" || state === "closed") ? "failed" : "connecting";
  }

  get earshot() { return this.#earshot; }

  // Take it who hears whom from now on.
  update(earshot) {
    this.#earshot = earshot;
    const wanted = new Set([...earshot.hears, ...earshot.heard_by]);
    for (const [page, peer] of this.#peers) {
      if (wanted.has(page)) this.#apply(page, peer);
      else this.#drop(page);
    }
    for (const page of wanted) {
      if (!this.#peers.has(page) && this.#page < page) this.#propose(page, 1).catch(() => {}); // it may be over before it is made
    }
    this.#changed();
  }

  // Take what another page proposes, or its answer.
  async take({ from, description }) {
    const said = JSON.parse(description);
    if (said.type === "offer") {
      this.#drop(from);
      const peer = this.#open(from, 1);
      await peer.connection.setRemoteDescription(said);
      peer.connection.getTransceivers()[0].direction = "sendrecv";
      this.#apply(from, peer);
      await this.#describe(from, peer, await peer.connection.createAnswer());
    } else if (this.#peers.get(from)?.connection.signalingState === "have-local-offer") {
      await this.#peers.get(from).connection.setRemoteDescription(said);
    }
  }

  // End every connection.
  close() {
    for (const page of [...this.#peers.keys()]) this.#drop(page);
    this.#earshot = { hears: [], heard_by: [] };
    this.#changed();
  }

  // How loud the others are just now, together: root mean square, 0 to 1.
  level() {
    if (this.#analyser === null || this.#peers.size === 0) return 0;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return Math.sqrt(this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / this.#samples.length);
  }

  async #propose(page, tries) {
    const peer = this.#open(page, tries);
    peer.connection.addTransceiver("audio", { direction: "sendrecv" });
    this.#apply(page, peer);
    await this.#describe(page, peer, await peer.connection.createOffer());
  }

  #open(page, tries) {
    const connection = new RTCPeerConnection({ iceServers: [] });
    const peer = { connection, tries, gain: null, element: null };
    this.#peers.set(page, peer);
    connection.addEventListener("track", ({ track }) => this.#hear(page, peer, track));
    connection.addEventListener("connectionstatechange", () => {
      if (connection.connectionState === "failed" && this.#peers.get(page) === peer) {
        this.#drop(page);
        if (this.#page < page && tries < TRIES) this.#propose(page, tries + 1).catch(() => {});
        else this.#peers.set(page, peer);
      }
      this.#changed();
    });
    return peer;
  }

  // Our own side, with all its addresses in it, goes over in one piece.
  async #describe(page, { connection }, description) {
    await connection.setLocalDescription(description);
    if (connection.iceGatheringState !== "complete") {
      await new Promise((resolve) => {
        setTimeout(resolve, GATHERING);
        connection.addEventListener("icegatheringstatechange", () => {
          if (connection.iceGatheringState === "complete") resolve();
        });
      });
    }
    if (connection.signalingState === "closed") return;
    await this.#send(page, JSON.stringify(connection.localDescription));
  }

  // Only what is to be heard is sent, and only what we are to hear is played.
  #apply(page, peer) {
    const speaks = this.#earshot.heard_by.includes(page);
    const [track] = this.#stream().getAudioTracks();
    for (const { sender } of peer.connection.getTransceivers()) sender.replaceTrack(speaks ? track : null).catch(() => {});
    if (peer.gain) peer.gain.gain.value = this.#earshot.hears.includes(page) ? 1 : 0;
  }

  #hear(page, peer, track) {
    const context = sound.unlock();
    if (this.#bus === null) {
      this.#bus = context.createGain();
      this.#analyser = context.createAnalyser();
      this.#analyser.fftSize = 1024;
      this.#samples = new Float32Array(this.#analyser.fftSize);
      this.#bus.connect(this.#analyser);
      sound.join(this.#bus);
    }
    const stream = new MediaStream([track]);
    // Chromium lets a remote stream flow only while some element plays it.
    peer.element = new Audio();
    peer.element.muted = true;
    peer.element.srcObject = stream;
    peer.element.play().catch(() => {});
    peer.gain = context.createGain();
    context.createMediaStreamSource(stream).connect(peer.gain).connect(this.#bus);
    this.#apply(page, peer);
  }

  #drop(page) {
    const peer = this.#peers.get(page);
    if (!peer) return;
    this.#peers.delete(page);
    peer.gain?.disconnect();
    if (peer.element) peer.element.srcObject = null;
    peer.connection.close();
  }
}
