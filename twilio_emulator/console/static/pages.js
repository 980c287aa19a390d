// What the server has, newest first, read page by page as somebody scrolls, and kept up to date by the news.

const SOON = 30; // milliseconds for which news are gathered before they are shown
const MOST = 20_000; // items that are kept: no more than the server does

export class Pages {
  #read;
  #key;
  #newer;
  #shown;
  #items = [];
  #known = new Map(); // key -> item
  #more = false;
  #total = 0;
  #turn = 0; // what was asked for before the latest beginning is no longer wanted
  #reading = false;
  #later = null;
  #news = [];
  #hearing = null;
  #beginning = false;

  // `read(before)` gives {items, more, total}; `newer(a, b)` tells whether a stands above b; `shown` gets every change.
  constructor({ read, key, newer, shown }) {
    this.#read = read;
    this.#key = key;
    this.#newer = newer;
    this.#shown = shown;
  }

  get items() { return this.#items; }

  clear() {
    this.#turn += 1;
    this.#news = [];
    this.#items = [];
    this.#known.clear();
    this.#more = false;
    this.#reading = this.#beginning = false;
    this.#total = 0;
    this.#shown(this.#items, 0, 0);
  }

  // Read the first page anew, and forget what was there.
  async begin() {
    const turn = ++this.#turn;
    this.#news = []; // the server knows of these when it is asked
    this.#reading = this.#beginning = true;
    try {
      const found = await this.#read("");
      if (turn !== this.#turn) return;
      this.#items = [];
      this.#known.clear();
      this.#more = found.more;
      this.#take(found.items);
      this.#total = found.total;
    } finally {
      if (turn === this.#turn) this.#reading = this.#beginning = false;
    }
    this.#shown(this.#items, this.#total, 0);
  }

  async more() {
    if (!this.#more || this.#reading || !this.#items.length) return;
    const turn = this.#turn;
    this.#reading = true;
    try {
      const found = await this.#read(this.#key(this.#items.at(-1)));
      if (turn !== this.#turn) return;
      this.#more = found.more;
      this.#take(found.items);
      this.#total = found.total;
    } catch {
      return; // it is asked for again when somebody scrolls
    } finally {
      if (turn === this.#turn) this.#reading = false;
    }
    this.#shown(this.#items, this.#total, 0);
  }

  // News of one item: it is new, or other than it was. A flood of them is shown in one go.
  tell(item) {
    this.#news.push(item);
    this.#hearSoon();
  }

  // While the first page is on its way, what comes meanwhile waits for it: it may be newer.
  #hearSoon() {
    this.#hearing ??= setTimeout(() => {
      this.#hearing = null;
      if (this.#beginning) this.#hearSoon();
      else this.#hear(this.#news.splice(0));
    }, SOON);
  }

  #hear(news) {
    const last = this.#items.at(-1);
    const older = (item) => this.#more && last && this.#newer(last, item) && !this.#known.has(this.#key(item));
    const above = this.#take(news.filter((item) => !older(item)), true);
    this.#total += above;
    while (this.#items.length > MOST) {
      this.#known.delete(this.#key(this.#items.pop()));
      this.#more = true;
    }
    this.#shown(this.#items, this.#total, above);
  }

  // Something has happened that only the server can tell whether it belongs here: ask it, soon and not for every one.
  askSoon() {
    this.#later ??= setTimeout(async () => {
      this.#later = null;
      const turn = this.#turn;
      const found = await this.#read("").catch(() => null);
      if (!found || turn !== this.#turn) return;
      const above = this.#take(found.items.reverse(), true);
      this.#total = found.total;
      this.#shown(this.#items, this.#total, above);
    }, 250);
  }

  // Put items in their places; returns how many are new. News come oldest first: what nothing is newer than is on top.
  #take(items, news = false) {
    let fresh = 0;
    for (const item of items) {
      const key = this.#key(item);
      const known = this.#known.get(key);
      this.#known.set(key, item);
      if (known) {
        this.#items[this.#items.indexOf(known)] = item;
        continue;
      }
      fresh += 1;
      if (news && !(this.#items.length && this.#newer(this.#items[0], item))) {
        this.#items.unshift(item);
        continue;
      }
      const last = this.#items.at(-1);
      if (!last || !this.#newer(item, last)) {
        this.#items.push(item);
        continue;
      }
      const place = this.#items.findIndex((one) => this.#newer(item, one));
      this.#items.splice(place < 0 ? this.#items.length : place, 0, item);
    }
    return fresh;
  }
}
