// Samples, from the browser's to a telephone's: another rate, a WAV, base 64.

const REACH = 16; // samples of the slower rate that a new one looks at, to each side

// Hands on what comes in at another rate, piece by piece, without a seam between the pieces.
export class Resampler {
  #step;
  #kept;
  #place;

  constructor(from, to) {
    this.#step = from / to;
    this.#place = Math.ceil(REACH * Math.max(this.#step, 1)); // the silence before the first sample
    this.#kept = new Float32Array(this.#place);
  }

  // Band-limited: what the slower rate cannot carry is left out, and does not come back as noise.
  push(samples) {
    const all = new Float32Array(this.#kept.length + samples.length);
    all.set(this.#kept);
    all.set(samples, this.#kept.length);
    const width = Math.max(this.#step, 1);
    const reach = REACH * width;
    const made = [];
    while (this.#place + reach < all.length) {
      let sum = 0;
      for (let at = Math.ceil(this.#place - reach); at <= this.#place + reach; at += 1) {
        const away = (at - this.#place) / width;
        const window = 0.5 + 0.5 * Math.cos(Math.PI * away / REACH);
        const wave = away === 0 ? 1 : Math.sin(Math.PI * away) / (Math.PI * away);
        sum += (all[at] ?? 0) * wave * window;
      }
      made.push(sum / width);
      this.#place += this.#step;
    }
    const used = Math.max(Math.floor(this.#place - reach), 0);
    this.#kept = all.slice(used);
    this.#place -= used;
    return Float32Array.from(made);
  }
}

export function joined(pieces) {
  const all = new Float32Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

// A WAV of one channel and 16 bits, in base 64.
export function wav(samples, rate) {
  const bytes = new Uint8Array(44 + samples.length * 2);
  const view = new DataView(bytes.buffer);
  const word = (at, text) => [...text].forEach((letter, place) => view.setUint8(at + place, letter.charCodeAt(0)));
  word(0, "RIFF");
  view.setUint32(4, 36 + samples.length * 2, true);
  word(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  word(36, "data");
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, place) => {
    view.setInt16(44 + place * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 32767), true);
  });
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
