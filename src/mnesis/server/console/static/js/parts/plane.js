// A fact and what it replaced on two axes of time: to the right when it holds in the world, upwards when it is believed
// here. An end without an edge is open.

import { h, s, uid } from "../lib/dom.js";
import { date } from "../lib/format.js";

const HEIGHT = 300;
const LEFT = 12, RIGHT = 12, TOP = 30, BOTTOM = 46;
const DAY = 86_400_000;

export function plane(story, room) {
  const width = Math.max(300, Math.min(900, room || 700));
  const facts = [...story.replaced, ...story.rivals, story.fact, story.replaced_by].filter(Boolean);
  const points = story.happened.map(({ event }) => ({ x: at(event.said ?? event.at), y: at(event.at), what: event.what }));
  const now = Date.now();
  const x = scale(facts.flatMap((one) => [at(one.valid_from), at(one.valid_until), at(one.confirmed_at)]).concat(now), LEFT, width - RIGHT);
  const y = scale(facts.flatMap((one) => [at(one.known_from), at(one.known_until)]).concat(now), HEIGHT - BOTTOM, TOP);
  const title = uid("plane");
  return h(
    "figure",
    { class: "plane" },
    h("figcaption", { id: title }, "To the right: when it holds in the world. Upwards: when it is believed here."),
    s(
      "svg",
      { viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-labelledby": title },
      ground(width, x, y),
      facts.map((one) => field(one, one.id === story.fact.id, x, y)),
      points.map((one) => s("circle", { cx: x.of(one.x), cy: y.of(one.y), r: 4.5 })),
    ),
    table(facts, story.fact.id),
  );
}

const at = (iso) => (iso ? new Date(iso).getTime() : null);

/** A linear scale over some moments, a little wider than they are; `of` keeps within it. */
function scale(moments, from, to) {
  const known = moments.filter((one) => one !== null);
  const span = Math.max(DAY, Math.max(...known) - Math.min(...known));
  const [low, high] = [Math.min(...known) - span * 0.08, Math.max(...known) + span * 0.06];
  const of = (moment) => from + ((Math.max(low, Math.min(high, moment)) - low) / (high - low)) * (to - from);
  return { of, low, high, from, to };
}

function ground(width, x, y) {
  const days = [x.low + (x.high - x.low) * 0.02, (x.low + x.high) / 2, x.high].map((one) => date(new Date(one).toISOString()));
  const anchors = ["start", "middle", "end"];
  const spots = [LEFT, width / 2, width - RIGHT];
  return s(
    "g",
    { class: "ground" },
    s("line", { x1: LEFT, y1: y.from, x2: width - RIGHT, y2: y.from }),
    s("line", { x1: LEFT, y1: y.from, x2: LEFT, y2: TOP - 12 }),
    days.map((one, index) => s("text", { x: spots[index], y: y.from + 18, "text-anchor": anchors[index] }, one)),
    s("text", { class: "axis", x: width - RIGHT, y: y.from + 38, "text-anchor": "end" }, "in the world →"),
    s("text", { class: "axis", x: LEFT + 6, y: TOP - 14 }, "↑ known here"),
  );
}

function field(one, main, x, y) {
  const [left, right] = [one.valid_from ? x.of(at(one.valid_from)) : x.from, one.valid_until ? x.of(at(one.valid_until)) : x.to];
  const [low, high] = [y.of(at(one.known_from)), one.known_until ? y.of(at(one.known_until)) : y.to];
  const [width, height] = [Math.max(3, right - left), Math.max(3, low - high)];
  const letters = Math.max(0, Math.floor((width - 16) / 7.4));
  const label = one.object.length > letters ? `${one.object.slice(0, Math.max(0, letters - 1))}…` : one.object;
  const edge = (x1, y1, x2, y2) => s("line", { class: "edge", x1, y1, x2, y2 });
  return s(
    "g",
    { class: main ? "belief chosen" : "belief" },
    s("rect", { x: left, y: high, width, height }),
    edge(left, low, left + width, low),
    one.known_until && edge(left, high, left + width, high),
    one.valid_from && edge(left, low, left, high),
    one.valid_until && edge(left + width, low, left + width, high),
    letters > 2 && s("text", { x: left + 8, y: Math.max(high + 18, TOP + 8) }, label),
  );
}

const table = (facts, chosen) =>
  h(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": "Both axes of time as a table" },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, ["", "Holds from", "Holds until", "Believed from", "Believed until"].map((one) => (one ? h("th", { scope: "col" }, one) : h("td"))))),
      h("tbody", {}, facts.map((one) => row(one, one.id === chosen))),
    ),
  );

const row = (one, chosen) =>
  h(
    "tr",
    { class: chosen ? "chosen" : null },
    h("th", { scope: "row", dir: "auto" }, one.object),
    [date(one.valid_from) || "not said", date(one.valid_until) || "open", date(one.known_from), date(one.known_until) || "today"].map((text) => h("td", {}, text)),
  );
