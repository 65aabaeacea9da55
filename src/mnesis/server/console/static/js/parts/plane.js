// A fact and what it replaced on two axes of time: to the right when it holds in the world, upwards when it is believed
// here. An end without an edge is open.

import { h, s, uid } from "../lib/dom.js";
import { date } from "../lib/format.js";
import { at, belief } from "./belief.js";

const HEIGHT = 300;
const LEFT = 12;
const RIGHT = 12;
const TOP = 30;
const BOTTOM = 46;
const DAY = 86_400_000;

export function plane(story, room) {
  const width = Math.max(300, Math.min(900, room || 700));
  const facts = [...story.replaced, ...story.rivals, story.fact, story.replaced_by].filter(Boolean);
  const now = Date.now();
  const x = scale(
    facts.flatMap((one) => [at(one.valid_from), at(one.valid_until), at(one.confirmed_at)]).concat(now),
    LEFT,
    width - RIGHT,
  );
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
      facts.map((one) => belief(one, story, x, y)),
      story.happened.map(({ event }) =>
        s("circle", { cx: x.of(at(event.said ?? event.at)), cy: y.of(at(event.at)), r: 4.5 }),
      ),
    ),
    table(facts, story.fact.id),
  );
}

/** A linear scale over some moments, a little wider than they are; `of` keeps within it. */
function scale(moments, from, to) {
  const known = moments.filter((one) => one !== null);
  const span = Math.max(DAY, Math.max(...known) - Math.min(...known));
  const [low, high] = [Math.min(...known) - span * 0.08, Math.max(...known) + span * 0.06];
  const of = (moment) => from + ((Math.max(low, Math.min(high, moment)) - low) / (high - low)) * (to - from);
  return { of, low, high, from, to };
}

function ground(width, x, y) {
  const days = [x.low + (x.high - x.low) * 0.02, (x.low + x.high) / 2, x.high].map((one) =>
    date(new Date(one).toISOString()),
  );
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

const table = (facts, chosen) =>
  h(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": "Both axes of time as a table" },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ["", "Holds from", "Holds until", "Believed from", "Believed until"].map((one) =>
            one ? h("th", { scope: "col" }, one) : h("td"),
          ),
        ),
      ),
      h(
        "tbody",
        {},
        facts.map((one) => row(one, one.id === chosen)),
      ),
    ),
  );

const row = (one, chosen) =>
  h(
    "tr",
    { class: chosen ? "chosen" : null },
    h("th", { scope: "row", dir: "auto" }, one.object),
    [
      date(one.valid_from) || "not said",
      date(one.valid_until) || "open",
      date(one.known_from),
      date(one.known_until) || "today",
    ].map((text) => h("td", {}, text)),
  );
