// A list of any length, of which only what can be seen is in the page. Every row has the same height, which is measured.
// One row takes part in the order of Tab; arrows, Home, End, Page Up and Page Down go from row to row.

const BEYOND = 8; // rows kept ready above and below
const BELOW = 10; // pixels under the last row
const UNSEEN = 30; // rows made while the list has no height
const NEAR = 20; // rows before the end at which more are asked for

export class VirtualList {
  #list;
  #scroll;
  #key;
  #fill;
  #more;
  #items = [];
  #total = 0;
  #rows = new Map(); // key -> {node, item, drawn}
  #height = 0;
  #current = null;
  #asked = false;

  // `fill(item, node)` puts the row's one button into its li; `more()` is asked for what comes behind the last item.
  constructor(list, { key, fill, more }) {
    this.#list = list;
    this.#scroll = list.parentElement;
    this.#key = key;
    this.#fill = fill;
    this.#more = more;
    this.#scroll.addEventListener("scroll", () => this.#askToDraw(), { passive: true });
    new ResizeObserver(() => this.#askToDraw()).observe(this.#scroll);
    this.#scroll.addEventListener("keydown", (event) => this.#keyed(event));
    this.#scroll.addEventListener("focusin", (event) => {
      const key = event.target.closest?.("li")?.dataset.row;
      if (key !== undefined && key !== this.#current) this.#rove(key);
    });
  }

  // Show `items`; `above` of them are new at the top, where somebody who reads further down is not to be moved.
  show(items, total, above = 0) {
    this.#items = items;
    this.#total = total;
    if (above && this.#scroll.scrollTop > 0) {
      this.#size();
      this.#scroll.scrollTop += above * this.#height;
    }
    this.#draw();
  }

  // Write every row that is there anew: a word has changed, or which one is open.
  refresh() {
    for (const row of this.#rows.values()) row.item = null;
    this.#draw();
  }

  reveal(key) {
    const place = this.#items.findIndex((item) => this.#key(item) === key);
    if (place < 0 || !this.#height) return;
    const top = place * this.#height;
    if (top < this.#scroll.scrollTop) this.#scroll.scrollTop = top;
    else if (top + this.#height > this.#scroll.scrollTop + this.#scroll.clientHeight) {
      this.#scroll.scrollTop = top + this.#height - this.#scroll.clientHeight;
    }
    this.#draw();
  }

  focus(key = this.#current) {
    this.reveal(key);
    this.#rows.get(key)?.node.querySelector("button")?.focus({ preventScroll: true });
  }

  #askToDraw() {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      this.#draw();
    });
  }

  #range() {
    if (!this.#height || !this.#scroll.clientHeight) return [0, Math.min(this.#items.length, UNSEEN)];
    const first = Math.floor(this.#scroll.scrollTop / this.#height) - BEYOND;
    const count = Math.ceil(this.#scroll.clientHeight / this.#height) + 2 * BEYOND;
    const begin = Math.max(0, Math.min(first, this.#items.length - count));
    return [begin, Math.min(this.#items.length, begin + count)];
  }

  // The list is as high as all its rows from the beginning, so that it never moves while rows come and go.
  #size() {
    this.#list.style.height = this.#height ? `${this.#items.length * this.#height + BELOW}px` : "";
  }

  #draw() {
    this.#size();
    const [first, last] = this.#range();
    this.#list.style.paddingTop = `${first * this.#height}px`;
    const wanted = new Map();
    for (let place = first; place < last; place += 1) wanted.set(this.#key(this.#items[place]), place);
    for (const [key, row] of this.#rows) {
      if (wanted.has(key)) continue;
      if (row.node.contains(document.activeElement)) this.#scroll.focus({ preventScroll: true });
      row.node.remove();
      this.#rows.delete(key);
    }
    let before = null;
    for (const [key, place] of wanted) {
      const node = this.#row(key, this.#items[place], place);
      const expected = before ? before.nextElementSibling : this.#list.firstElementChild;
      if (expected !== node) this.#list.insertBefore(node, expected);
      before = node;
    }
    const height = before && this.#scroll.clientHeight ? before.getBoundingClientRect().height : 0;
    if (height && height !== this.#height) {
      this.#height = height;
      this.#askToDraw();
    }
    if (!this.#rows.has(this.#current)) this.#rove(this.#items.length ? this.#key(this.#items[Math.min(first, this.#items.length - 1)]) : null);
    if (last > this.#items.length - NEAR) this.#more();
  }

  #row(key, item, place) {
    let row = this.#rows.get(key);
    if (!row) {
      row = { node: document.createElement("li"), item: null };
      row.node.dataset.row = key;
      this.#rows.set(key, row);
    }
    if (row.item !== item) {
      const focused = row.node.contains(document.activeElement);
      this.#fill(item, row.node);
      row.item = item;
      const button = row.node.querySelector("button");
      if (button) button.tabIndex = key === this.#current ? 0 : -1;
      if (focused) button?.focus({ preventScroll: true });
    }
    row.node.setAttribute("aria-posinset", place + 1);
    row.node.setAttribute("aria-setsize", Math.max(this.#total, this.#items.length));
    return row.node;
  }

  #rove(key) {
    const set = (one, index) => {
      const button = this.#rows.get(one)?.node.querySelector("button");
      if (button) button.tabIndex = index;
    };
    set(this.#current, -1);
    this.#current = key;
    set(key, 0);
  }

  #keyed(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || !this.#items.length) return;
    const page = Math.max(1, Math.floor(this.#scroll.clientHeight / (this.#height || 1)) - 1);
    const place = this.#items.findIndex((item) => this.#key(item) === this.#current);
    const last = this.#items.length - 1;
    const target = {
      ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: last, PageDown: place + page, PageUp: place - page,
    }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    this.focus(this.#key(this.#items[Math.max(0, Math.min(last, target))]));
  }
}
