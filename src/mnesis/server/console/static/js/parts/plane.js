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
      facts.map((one) => field(one, story, x, y)),
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

/** What was believed of one fact: a field with two steps where its end was learnt later than the fact itself, as until
 * then it had none. */
function field(one, story, x, y) {
  const learnt = endLearnt(one, story);
  const [from, told, to] = [y.of(at(one.known_from)), y.of(learnt), one.known_until ? y.of(at(one.known_until)) : y.to];
  const left = one.valid_from ? x.of(at(one.valid_from)) : x.from;
  const right = one.valid_until ? x.of(at(one.valid_until)) : x.to;
  const outline = [[left, from], [x.to, from], [x.to, told], [right, told], [right, to], [left, to]];
  const edges = [
    [[left, from], [told < from ? x.to : right, from]],
    one.valid_from && [[left, from], [left, to]],
    one.valid_until && [[right, told], [right, to]],
    one.valid_until && told < from && [[right, told], [x.to, told]],
    one.known_until && [[left, to], [right, to]],
  ];
  const letters = Math.max(0, Math.floor((right - left - 16) / 7.4));
  return s(
    "g",
    { class: one.id === story.fact.id ? "belief chosen" : "belief" },
    s("polygon", { points: (told < from ? outline : corners(left, right, from, to)).map((point) => point.join()).join(" ") }),
    edges.filter(Boolean).map(([[x1, y1], [x2, y2]]) => s("line", { class: "edge", x1, y1, x2, y2 })),
    letters > 2 && s("text", { x: left + 8, y: Math.max(to + 18, TOP + 8) }, short(one.object, letters)),
  );
}

const corners = (left, right, low, high) => [[left, low], [right, low], [right, high], [left, high]];

/** When it was learnt that a fact is over: with what took its place, or with the last word on it; else with itself. */
function endLearnt(one, story) {
  if (!one.valid_until) return at(one.known_from);
  const heir = [story.fact, story.replaced_by, ...story.replaced].find((other) => other?.id === one.superseded_by);
  const words = one.id === story.fact.id ? story.happened.filter(({ event }) => event.valid_until).map(({ event }) => at(event.at)) : [];
  return Math.max(at(one.known_from), heir ? at(heir.known_from) : 0, ...words.slice(-1));
}

const short = (text, letters) => (text.length > letters ? `${text.slice(0, Math.max(0, letters - 1))}…` : text);

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
