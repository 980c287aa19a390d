// Plots in SVG, as wide as their place: columns that stand on one another, and lines. Colours are classes of figures.css.
// The numbers are given again as a table; so to who reads the page aloud, the drawing is one picture with a name.

const NAMESPACE = "http://www.w3.org/2000/svg";
const HEIGHT = 168;
const TOP = 22; // under it the plot begins; above it stand the units of both axes
const BOTTOM = 22; // room for what stands below the axis
const RIGHT = 8;
const LETTER = 6.4; // pixels of a digit, as wide as one is reckoned to be

function draw(tag, attributes = {}, ...children) {
  const node = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// The lines across: three to five round numbers from 0, the last no less than `most`; whole ones where `whole`.
export function ticks(most, whole = false) {
  if (!(most > 0)) return [0, 1];
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  let step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one >= rough);
  if (whole) step = Math.max(1, Math.ceil(step));
  const count = Math.ceil(most / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, place) => Number((place * step).toPrecision(12)));
}

// What both kinds have: the axes with their units, and where a value and a slot stand.
function frame({ name, width, unit, below, slots, most, whole, format }) {
  const marks = ticks(most, whole);
  const left = 8 + LETTER * Math.max(...marks.map((mark) => format(mark).length));
  const [high, wide] = [HEIGHT - TOP - BOTTOM, Math.max(40, width - left - RIGHT)];
  const x = (place) => left + (place * wide) / slots.length;
  const y = (value) => TOP + high - (high * value) / marks.at(-1);
  const svg = draw("svg", { class: "plot", role: "img", "aria-label": name, width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}` });
  svg.append(draw("text", { x: 0, y: 11 }, unit));
  for (const mark of marks) {
    svg.append(draw("line", { class: mark ? "across" : "axis", x1: left, x2: left + wide, y1: y(mark), y2: y(mark) }));
    svg.append(draw("text", { x: left - 5, y: y(mark) + 4, class: "at-end" }, format(mark)));
  }
  const widest = LETTER * Math.max(1, ...slots.map((slot) => slot.label.length)) + 14;
  const every = Math.max(1, Math.ceil((widest * slots.length) / wide));
  slots.forEach((slot, place) => {
    if (place % every || x(place) + widest - 14 > width) return;
    svg.append(draw("text", { x: x(place), y: HEIGHT - 6 }, slot.label));
  });
  svg.append(draw("text", { x: width - RIGHT, y: 11, class: "at-end" }, below));
  return { svg, x, y, step: wide / slots.length };
}

// Columns: each slot has a value for every series, which stand on one another, and a title for the mouse.
export function columns(plot) {
  const { slots, series } = plot;
  const sum = (slot) => slot.values.reduce((one, other) => one + other, 0);
  const { svg, x, y, step } = frame({ ...plot, most: Math.max(0, ...slots.map(sum)), whole: true });
  const gap = step > 6 ? Math.min(4, step * 0.2) : 0.5;
  slots.forEach((slot, place) => {
    let under = 0;
    const group = draw("g", {}, draw("title", {}, slot.title));
    slot.values.forEach((value, number) => {
      if (!value) return;
      const height = y(under) - y(under + value);
      group.append(draw("rect", { class: series[number], x: x(place) + gap / 2, y: y(under + value), width: step - gap, height }));
      under += value;
    });
    if (under) svg.append(group);
  });
  return svg;
}

// Lines: a slot without a value (null) breaks them.
export function lines(plot) {
  const { slots, series } = plot;
  const all = slots.flatMap((slot) => slot.values).filter((value) => value !== null);
  const { svg, x, y, step } = frame({ ...plot, most: Math.max(0, ...all) });
  series.forEach((kind, number) => {
    let path = "";
    slots.forEach((slot, place) => {
      const value = slot.values[number];
      if (value === null) return;
      const broken = place === 0 || slots[place - 1].values[number] === null;
      path += `${broken ? "M" : "L"}${(x(place) + step / 2).toFixed(1)} ${y(value).toFixed(1)}`;
    });
    svg.append(draw("path", { class: `line ${kind}`, d: path }));
    slots.forEach((slot, place) => {
      const value = slot.values[number];
      if (value === null) return;
      svg.append(draw("circle", { class: `dot ${kind}`, cx: x(place) + step / 2, cy: y(value), r: 2.5 }, draw("title", {}, slot.title)));
    });
  });
  return svg;
}

// One bar, for the row of a table: its share of the longest.
export function bar(share, kind) {
  const svg = draw("svg", { class: "bar-of", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" });
  svg.append(draw("rect", { class: kind, width: Math.max(0.5, 100 * share), height: 10 }));
  return svg;
}
