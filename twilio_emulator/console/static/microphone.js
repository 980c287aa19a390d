// The microphone, or a file that stands in for it: one source of sound for whoever is spoken to.

import { sound } from "./sound.js";

const WANTED = { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 } };
const CAPTURE = "/console/capture-worklet.js";
const AT_ONCE = 0.01; // seconds in which a mute takes hold, too short to be heard as a click

// Why there is no microphone, as a key of the page's words.
export class NoMicrophone extends Error {
  constructor(why) {
    super(why);
    this.why = why;
  }
}

class Microphone {
  #voice = null;
  #analyser = null;
  #samples = null;
  #spoken = null;
  #stream = null;
  #opening = null;
  #source = null;
  #capture = null;
  #file = null;
  #takers = new Set();
  #muted = false;

  get open() { return this.#stream !== null; }
  get live() { return this.#stream !== null || this.#file !== null; }
  get muted() { return this.#muted; }

  // What others are to hear: a stream that is there, and silent, before there is anything to be said.
  get stream() {
    this.#build();
    return this.#spoken.stream;
  }

  // Ask for the microphone, once while it is open; throws NoMicrophone.
  ask() {
    this.#opening ??= this.#ask().finally(() => { this.#opening = null; });
    return this.#opening;
  }

  async #ask() {
    if (this.#stream) return;
    this.#build();
    if (!navigator.mediaDevices?.getUserMedia) throw new NoMicrophone("microphoneInsecure");
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia(WANTED);
    } catch (error) {
      throw new NoMicrophone(error.name === "NotAllowedError" ? "microphoneRefused" : "microphoneAbsent");
    }
    this.#stream = stream;
    this.#source = sound.unlock().createMediaStreamSource(stream);
    this.#source.connect(this.#voice);
    stream.getAudioTracks()[0]?.addEventListener("ended", () => this.close());
  }

  // Let the browser show that nobody listens any more.
  close() {
    this.#source?.disconnect();
    this.#source = null;
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
    this.#file?.stop();
  }

  set muted(muted) {
    this.#muted = muted;
    this.#voice?.gain.setTargetAtTime(muted ? 0 : 1, sound.unlock().currentTime, AT_ONCE / 4);
  }

  // Say what is in a sound file; resolves at its end. Throws what the browser says of a file that is none.
  async say(file) {
    this.#build();
    const context = sound.unlock();
    const buffer = await context.decodeAudioData(await file.arrayBuffer());
    this.#file?.stop();
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.#voice);
    this.#file = source;
    await new Promise((resolve) => {
      source.addEventListener("ended", resolve);
      source.start();
    });
    if (this.#file === source) this.#file = null;
  }

  // How loud it is just now: root mean square, 0 to 1; nothing while it is muted.
  level() {
    if (this.#analyser === null) return 0;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return Math.sqrt(this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / this.#samples.length);
  }

  // Give every stretch of samples to `taker(samples, rate)` from now on; returns how to stop.
  async capture(taker) {
    this.#build();
    const context = sound.unlock();
    if (this.#capture === null) {
      this.#capture = context.audioWorklet.addModule(CAPTURE).then(() => {
        const node = new AudioWorkletNode(context, "capture", { numberOfOutputs: 0 });
        node.port.addEventListener("message", ({ data }) => {
          for (const one of this.#takers) one(data, context.sampleRate);
        });
        node.port.start();
        this.#voice.connect(node);
      });
    }
    await this.#capture;
    this.#takers.add(taker);
    return () => this.#takers.delete(taker);
  }

  #build() {
    if (this.#voice !== null) return;
    const context = sound.unlock();
    this.#voice = context.createGain();
    this.#voice.channelCount = 1;
    this.#voice.channelCountMode = "explicit";
    this.#voice.gain.value = this.#muted ? 0 : 1;
    this.#analyser = context.createAnalyser();
    this.#analyser.fftSize = 1024;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#spoken = context.createMediaStreamDestination();
    this.#voice.connect(this.#analyser);
    this.#voice.connect(this.#spoken);
  }
}

export const microphone = new Microphone();
