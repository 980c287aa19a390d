// Everything audible: key tones, ringback and its like, the ringer, and what the line says.

// ITU-T Q.23: the row's frequency and the column's.
export const DTMF = {
  1: [697, 1209], 2: [697, 1336], 3: [697, 1477], A: [697, 1633],
  4: [770, 1209], 5: [770, 1336], 6: [770, 1477], B: [770, 1633],
  7: [852, 1209], 8: [852, 1336], 9: [852, 1477], C: [852, 1633],
  "*": [941, 1209], 0: [941, 1336], "#": [941, 1477], D: [941, 1633],
};
const SIGNALS = "/emulator/v1/signals/";
const RINGER = { frequencies: [440, 554], on: 0.9, off: 1.6 };
const EDGE = 0.008;
const SLACK = 0.05;
const LOWERED = 0.1;

// Sound some frequencies together from `at` for `seconds`, without a click; returns the gain that can be faded.
export function tone(context, destination, frequencies, at, seconds, loudness = 0.12) {
  const gain = context.createGain();
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(loudness, at + EDGE);
  gain.gain.setValueAtTime(loudness, at + Math.max(seconds - EDGE, EDGE));
  gain.gain.linearRampToValueAtTime(0, at + seconds);
  gain.connect(destination);
  for (const frequency of frequencies) {
    const oscillator = context.createOscillator();
    oscillator.frequency.value = frequency;
    oscillator.connect(gain);
    oscillator.start(at);
    oscillator.stop(at + seconds);
  }
  return gain;
}

class Sound {
  #context = null;
  #out = null;
  #line = null;
  #analyser = null;
  #samples = null;
  #cadence = null;
  #source = null;
  #cuts = 0;
  #queue = Promise.resolve();
  #last = null;

  // Browsers stay silent until the page has been touched; called from every press.
  unlock() {
    if (this.#context === null) {
      this.#context = new AudioContext();
      this.#analyser = this.#context.createAnalyser();
      this.#analyser.fftSize = 1024;
      this.#samples = new Float32Array(this.#analyser.fftSize);
      this.#out = this.#context.createGain();
      this.#out.connect(this.#analyser).connect(this.#context.destination);
      this.#line = this.#context.createGain();
      this.#line.connect(this.#out);
    }
    if (this.#context.state === "suspended") this.#context.resume().catch(() => {});
    return this.#context;
  }

  // How loud it is just now: root mean square, 0 to 1.
  level() {
    if (this.#analyser === null) return 0;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return Math.sqrt(this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / this.#samples.length);
  }

  // Let what comes out of `node` be heard with everything else.
  join(node) {
    this.unlock();
    node.connect(this.#out);
  }

  key(key) {
    const context = this.unlock();
    if (DTMF[key]) tone(context, this.#out, DTMF[key], context.currentTime, 0.14);
  }

  // As it sounds in the country of the number that was dialled.
  ringback(number) { this.#signal("ringback", number); }
  busy(number) { this.#signal("busy", number, 4); }
  reorder(number) { this.#signal("reorder", number, 4); }
  ring() { this.#repeat(RINGER); }

  quiet() {
    if (this.#cadence === null) return;
    clearInterval(this.#cadence.interval);
    this.#cadence.source?.stop();
    this.#cadence.gain.disconnect();
    this.#cadence = null;
  }

  // Play one period of a signal again and again, until something else sounds.
  async #signal(name, number, times = Infinity) {
    this.quiet();
    const context = this.unlock();
    const gain = context.createGain();
    const cadence = { gain, interval: null, source: null };
    this.#cadence = cadence;
    gain.connect(this.#out);
    try {
      const answer = await fetch(`${SIGNALS}${name}?number=${encodeURIComponent(number)}`);
      if (!answer.ok) return;
      const source = context.createBufferSource();
      source.buffer = await context.decodeAudioData(await answer.arrayBuffer());
      if (this.#cadence !== cadence) return;
      source.loop = true;
      source.connect(gain);
      source.start();
      cadence.source = source;
      if (times < Infinity) source.stop(context.currentTime + times * source.buffer.duration);
    } catch {
      // a telephone without its signals is still one
    }
  }

  #repeat({ frequencies, on, off }) {
    this.quiet();
    const context = this.unlock();
    const gain = context.createGain();
    gain.connect(this.#out);
    const once = () => tone(context, gain, frequencies, context.currentTime + 0.05, on, 0.07);
    this.#cadence = { gain, interval: setInterval(once, (on + off) * 1000) };
    once();
  }

  // Say a line of the call after those before it. A line that comes before the last one could be over replaces it:
  // somebody has pressed a key, and on a telephone that stops the prompt at once.
  say(line) {
    this.replaced(line.at);
    this.#last = line;
    if (!line.audio) return;
    const context = this.unlock();
    const cuts = this.#cuts;
    const fetched = fetch(line.audio).then((answer) => (answer.ok ? answer.arrayBuffer() : null)).catch(() => null);
    this.#queue = this.#queue.then(async () => {
      const bytes = await fetched;
      if (bytes === null || cuts !== this.#cuts) return;
      const sound = await context.decodeAudioData(bytes).catch(() => null);
      if (sound === null || cuts !== this.#cuts) return;
      await this.#play(context, sound);
    });
  }

  #play(context, sound) {
    return new Promise((resolve) => {
      const source = context.createBufferSource();
      source.buffer = sound;
      source.connect(this.#line);
      source.addEventListener("ended", resolve);
      source.start();
      this.#source = source;
    });
  }

  // Something happened `at` seconds into the call: what was still to be said then is not said.
  replaced(at) {
    if (this.#last && at < this.#last.at + this.#last.seconds - SLACK) this.cut();
  }

  // Let the line be heard from afar while somebody speaks, or as usual.
  lower(lowered) {
    const context = this.unlock();
    this.#line.gain.setTargetAtTime(lowered ? LOWERED : 1, context.currentTime, EDGE);
  }

  // What the line says now, or has said last.
  get saying() { return this.#last; }

  // Silence the line at once; with `only`, where it still says that: what answers a key may be there before the news
  // that the key was heard.
  cut(only = this.#last) {
    if (only !== this.#last) return;
    this.#cuts += 1;
    this.#last = null;
    this.#source?.stop();
    this.#source = null;
  }
}

export const sound = new Sound();
