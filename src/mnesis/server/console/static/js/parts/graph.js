// A graph one can walk: the entity in the middle, the others in rings. A click or Enter moves to a node, arrows go
// from one to the next; only one node is in the order of Tab.

import { h, s, uid } from "../lib/dom.js";
import { plural } from "../lib/format.js";
import { go } from "../lib/router.js";
import { rings } from "./layout.js";
import { edgeName } from "./relations.js";

const NEXT = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** `room`: how wide it may be, in pixels; it is drawn for that, so that its letters keep their size. */
export function graph(near, room) {
  const width = Math.max(300, Math.min(960, room));
  const letters = width < 500 ? 10 : 20;
  const height = width < 500 && near.entities.some((one) => one.hops > 1) ? 700 : Math.max(460, width * 0.6);
  const places = rings(near, { width, height });
  for (const one of near.entities) inside(places.get(one.id), pill(short(one.name, letters)) / 2 + 3, width);
  const title = uid("graph");
  const edges = bundled(near.relations).map((bundle) => drawnEdge(bundle, places));
  const nodes = near.entities.map((one) =>
    drawnNode(one, places.get(one.id), { centre: one.id === near.centre.id, letters }),
  );
  const drawing = s(
    "svg",
    {
      class: "graph",
      viewBox: `0 0 ${width} ${height}`,
      role: "group",
      "aria-labelledby": title,
      on: { keydown: move },
    },
    s(
      "title",
      { id: title },
      `${near.centre.name} and ${plural(near.entities.length - 1, "neighbour")}. Arrow keys go from one to the next, Enter walks there.`,
    ),
    s("g", { "aria-hidden": "true" }, edges),
    nodes,
  );
  function move(event) {
    const step = NEXT[event.key];
    const index = nodes.indexOf(event.target.closest("g.node"));
    if (!step || index < 0) return;
    event.preventDefault();
    const next = nodes[(index + step + nodes.length) % nodes.length];
    for (const node of nodes) node.setAttribute("tabindex", node === next ? "0" : "-1");
    next.focus();
  }
  return h("div", { class: "picture" }, drawing);
}

/** Edges between the same two as one line with all their names. */
function bundled(edges) {
  const found = new Map();
  for (const edge of edges) {
    const pair = [edge.source, edge.target].sort().join("\n");
    found.set(pair, { ...edge, names: new Set([...(found.get(pair)?.names ?? []), edgeName(edge)]) });
  }
  return [...found.values()];
}

function drawnEdge(bundle, places) {
  const [from, to] = [places.get(bundle.source), places.get(bundle.target)];
  if (!from || !to || from === to) return null;
  const at = { x: from.x * 0.45 + to.x * 0.55, y: from.y * 0.45 + to.y * 0.55 };
  return [
    s("line", { x1: from.x, y1: from.y, x2: to.x, y2: to.y }),
    s("text", { class: "edge", x: at.x, y: at.y, "text-anchor": "middle" }, short([...bundle.names].join(", "), 26)),
  ];
}

function drawnNode(one, { x, y }, { centre, letters }) {
  const walk = () => (centre ? null : go("entities", one.id));
  const enter = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    walk();
  };
  const label = short(one.name, letters);
  const width = pill(label);
  return s(
    "g",
    {
      class: `node ${centre ? "centre" : `hop${one.hops}`}`,
      role: "link",
      tabindex: centre ? "0" : "-1",
      "aria-label": `${one.name}, ${one.type}`,
      "aria-current": centre ? "true" : null,
      on: { click: walk, keydown: enter },
    },
    s("rect", { x: x - width / 2, y: y - 17, width, height: 34, rx: 17 }),
    s("text", { x, y: y + 5, "text-anchor": "middle" }, label),
  );
}

const pill = (label) => Math.max(44, label.length * 8.2 + 22);

/** Keeps what is so wide within the drawing. */
function inside(place, half, width) {
  place.x = Math.max(half, Math.min(width - half, place.x));
}

const short = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);
