// What was believed of one fact, as a field on two axes of time. Until its end was learnt it had none: where that was
// later than the fact itself, the field has a step.

import { s } from "../lib/dom.js";

const LETTER = 7.4;
const FIRST_LINE = 18;

/** Milliseconds of a moment, null for none. */
export const at = (iso) => (iso ? new Date(iso).getTime() : null);

/** The drawing of a fact; `x` and `y` are scales, whose ends stand for "no words say" and for "today". */
export function belief(fact, story, x, y) {
  const place = {
    left: fact.valid_from ? x.of(at(fact.valid_from)) : x.from,
    right: fact.valid_until ? x.of(at(fact.valid_until)) : x.to,
    open: x.to,
    low: y.of(at(fact.known_from)),
    step: y.of(endLearnt(fact, story)),
    high: fact.known_until ? y.of(at(fact.known_until)) : y.to,
  };
  return s(
    "g",
    { class: fact.id === story.fact.id ? "belief chosen" : "belief" },
    s("polygon", {
      points: outline(place)
        .map((point) => point.join())
        .join(" "),
    }),
    edges(fact, place).map(([x1, y1, x2, y2]) => s("line", { class: "edge", x1, y1, x2, y2 })),
    label(fact.object, place),
  );
}

/** When it was learnt that a fact is over: with what took its place, or with the last word on it; else with itself. */
function endLearnt(fact, story) {
  const known = at(fact.known_from);
  if (!fact.valid_until) return known;
  const heir = [story.fact, story.replaced_by, ...story.replaced].find((other) => other?.id === fact.superseded_by);
  const said = fact.id === story.fact.id ? story.happened.filter(({ event }) => event.valid_until) : [];
  return Math.max(known, at(heir?.known_from), at(said.at(-1)?.event.at));
}

const stepped = ({ low, step }) => step < low;

function outline(place) {
  const { left, right, open, low, step, high } = place;
  if (!stepped(place))
    return [
      [left, low],
      [right, low],
      [right, high],
      [left, high],
    ];
  return [
    [left, low],
    [open, low],
    [open, step],
    [right, step],
    [right, high],
    [left, high],
  ];
}

/** Lines where something begins or ends; what is open has none. */
function edges(fact, place) {
  const { left, right, open, low, step, high } = place;
  const found = [[left, low, stepped(place) ? open : right, low]];
  if (fact.valid_from) found.push([left, low, left, high]);
  if (fact.valid_until) found.push([right, step, right, high]);
  if (fact.valid_until && stepped(place)) found.push([right, step, open, step]);
  if (fact.known_until) found.push([left, high, right, high]);
  return found;
}

/** What it says, as far as there is room. */
function label(text, { left, right, high }) {
  const letters = Math.floor((right - left - 16) / LETTER);
  if (letters < 3) return null;
  const shown = text.length > letters ? `${text.slice(0, letters - 1)}…` : text;
  return s("text", { x: left + 8, y: high + FIRST_LINE }, shown);
}
