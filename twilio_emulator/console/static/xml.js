// An XML answer, laid out by its nesting and coloured; null where it is not XML. A line knows whose it is: data-element
// counts the elements in the order in which they begin, from 0.

import { make } from "./dom.js";

const MOST = 64 * 1024;
const STEP = 2; // characters a level is indented by
const HANG = 4; // and the rest of a line that is too long for the page

export function layOut(text) {
  if (text.length > MOST) return null;
  const parsed = new DOMParser().parseFromString(text, "text/xml");
  if (parsed.querySelector("parsererror")) return null;
  const code = make("code");
  const numbers = new Map([parsed.documentElement, ...parsed.documentElement.getElementsByTagName("*")].map((one, place) => [one, place]));
  writeNode({ code, numbers }, parsed.documentElement, 0);
  return make("pre", { class: "xml" }, code);
}

function writeNode(out, node, depth) {
  if (node.nodeType === Node.TEXT_NODE || node.nodeType === Node.CDATA_SECTION_NODE) {
    const words = node.data.trim();
    if (words) writeLine(out, node.parentNode, depth, piece("text", words));
  } else if (node.nodeType === Node.COMMENT_NODE) {
    writeLine(out, node.parentNode, depth, piece("comment", `<!--${node.data}-->`));
  } else if (node.nodeType === Node.ELEMENT_NODE) {
    writeElement(out, node, depth);
  }
}

function writeElement(out, node, depth) {
  const children = [...node.childNodes].filter((child) => child.nodeType !== Node.TEXT_NODE || child.data.trim());
  const open = [piece("mark", "<"), piece("tag", node.nodeName)];
  for (const { name, value } of node.attributes) {
    open.push(" ", piece("name", name), piece("mark", "="), piece("value", `"${value}"`));
  }
  const close = [piece("mark", "</"), piece("tag", node.nodeName), piece("mark", ">")];
  if (children.length === 0) {
    writeLine(out, node, depth, ...open, piece("mark", "/>"));
  } else if (children.length === 1 && children[0].nodeType === Node.TEXT_NODE) {
    writeLine(out, node, depth, ...open, piece("mark", ">"), piece("text", children[0].data.trim()), ...close);
  } else {
    writeLine(out, node, depth, ...open, piece("mark", ">"));
    for (const child of children) writeNode(out, child, depth + 1);
    writeLine(out, node, depth, ...close);
  }
}

// The indentation is space within the line's box, so that a long line hangs; copied text has it as blanks.
function writeLine({ code, numbers }, element, depth, ...pieces) {
  const line = make("span", { class: "xml-line", "data-element": numbers.get(element) }, " ".repeat(depth * STEP), ...pieces, "\n");
  line.style.paddingLeft = `${depth * STEP + HANG}ch`;
  line.style.textIndent = `-${depth * STEP + HANG}ch`;
  code.append(line);
}

// A long address may break anywhere; where it could not, the line would begin with an empty one.
const SOLID = /^[!-~]{30,}$/;

const piece = (kind, text) => make("span", { class: `xml-${kind}${SOLID.test(text) ? " solid" : ""}` }, text);
