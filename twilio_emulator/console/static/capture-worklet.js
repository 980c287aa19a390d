// Runs on the audio thread: hands on what the microphone picks up, a stretch at a time.

const STRETCH = 2048;

class Capture extends AudioWorkletProcessor {
  #stretch = new Float32Array(STRETCH);
  #filled = 0;

  process([[samples]]) {
    const length = samples?.length ?? 128; // a source that is silent has no channel
    if (samples) this.#stretch.set(samples, this.#filled);
    else this.#stretch.fill(0, this.#filled, this.#filled + length);
    this.#filled += length;
    if (this.#filled >= STRETCH) {
      this.port.postMessage(this.#stretch.slice());
      this.#filled = 0;
    }
    return true;
  }
}

registerProcessor("capture", Capture);
