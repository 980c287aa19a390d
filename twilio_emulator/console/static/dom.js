// The few things done with the document everywhere. Text always goes in as text.

export const byId = (id) => document.getElementById(id);

// make("p", {class: "x", title: "y"}, "text", node, …): children that are no nodes become text.
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

// Have a box hold these nodes in this order and touch no other: what is not moved keeps its focus, and is not read out
// again.
export function arrange(box, nodes) {
  let place = box.firstChild;
  for (const node of nodes) {
    if (node === place) place = place.nextSibling;
    else box.insertBefore(node, place);
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

// Whether a scrolled box shows its end; new lines follow only then.
export const atEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 48;

export const toEnd = (box) => { box.scrollTop = box.scrollHeight; };

// A moment as a list has it: the time of today, the day of any other.
export function moment(at, zh) {
  const when = new Date(at);
  const locale = zh ? "zh-CN" : "en";
  if (when.toDateString() === new Date().toDateString()) {
    return when.toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit", hour12: false });
  }
  return when.toLocaleDateString(locale, { month: "short", day: "numeric" });
}

export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const rest = String(whole % 60).padStart(2, "0");
  return `${Math.floor(whole / 60)}:${rest}`;
}
