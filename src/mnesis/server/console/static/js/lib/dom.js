// Elements out of values. Text goes in as text nodes only, so nothing remembered can become markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element: `on` holds listeners, `data` data attributes, `style` CSS properties; false and null set nothing. */
export const h = (tag, props = {}, ...children) => build(document.createElement(tag), props, children);

/** The same for a drawing. */
export const s = (tag, props = {}, ...children) => build(document.createElementNS(SVG, tag), props, children);

function build(node, props, children) {
  for (const [name, value] of Object.entries(props)) set(node, name, value);
  node.append(...nodes(children));
  return node;
}

const NOTHING = [false, null, undefined];

function set(node, name, value) {
  if (NOTHING.includes(value)) return;
  if (name === "on") for (const [event, run] of Object.entries(value)) node.addEventListener(event, run);
  else if (name === "data") Object.assign(node.dataset, value);
  else if (name === "style") for (const [key, one] of Object.entries(value)) node.style.setProperty(key, one);
  else if (name === "value") node.value = value;
  else node.setAttribute(name, value === true ? "" : value);
}

const nodes = (children) =>
  children.flat(Infinity).filter((one) => one !== null && one !== undefined && one !== false && one !== "");

/** Gives a node other children. */
export function fill(node, ...children) {
  node.replaceChildren(...nodes(children));
  return node;
}

let counter = 0;
/** An id for a label to point to. */
export const uid = (name) => `${name}-${++counter}`;

/** Tells screen readers, without moving the focus. */
export function announce(text) {
  document.getElementById("announcer").textContent = text;
}
