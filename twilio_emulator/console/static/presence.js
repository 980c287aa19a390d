// Which numbers the pages of this browser hold: each page tells the others, so that the last one to let go of a number
// is known, and a page that is opened without one takes one that is free.

const CHANNEL = "twilio-emulator.handsets";
const PATIENCE = 60; // milliseconds to wait for the other pages
const CROWD = 3; // pages that may each have a line of news of their own

class Presence {
  #page = `${Date.now()}.${Math.random()}`;
  #channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(CHANNEL);
  #others = new Map();
  #number = "";

  constructor() {
    this.#channel?.addEventListener("message", ({ data }) => {
      if (data.gone) this.#others.delete(data.page);
      else this.#others.set(data.page, data.number);
      if (data.asks) this.#tell();
    });
    this.#channel?.postMessage({ page: this.#page, number: "", asks: true });
  }

  // Whether so many pages are open that another one would leave no connection for anything else.
  get crowded() {
    return this.#others.size >= CROWD;
  }

  // Whether another page holds the number.
  elsewhere(number) {
    return [...this.#others.values()].includes(number);
  }

  hold(number) {
    this.#number = number;
    this.#tell();
  }

  leave() { this.#channel?.postMessage({ page: this.#page, gone: true }); }

  // Once the other pages had the time to answer.
  async settled() {
    if (this.#channel) await new Promise((resolve) => setTimeout(resolve, PATIENCE));
  }

  #tell() { this.#channel?.postMessage({ page: this.#page, number: this.#number }); }
}

export const presence = new Presence();
