// A fact as a line: what it says, how sure, and when it holds.

import { h } from "../lib/dom.js";
import { date } from "../lib/format.js";
import { to } from "../lib/router.js";
import { meter } from "./meter.js";
import { meta } from "./meta.js";

/** `heading`: below which other headings it stands. */
export const factLine = (one, heading = "h3") => [
  h(heading, {}, h("a", { href: to("facts", one.id), dir: "auto" }, one.text)),
  meta(standing(one), meter(one.confidence, "sure"), h("span", {}, `learnt ${date(one.known_from)}`)),
];

/** When it holds, and whether it is believed. */
export const standing = (one) => [
  one.known_until && h("span", { class: "tag bad" }, `not believed since ${date(one.known_until)}`),
  !one.known_until && over(one) && h("span", { class: "tag" }, `over since ${date(one.valid_until)}`),
  !one.known_until && !over(one) && h("span", { class: "tag on" }, "holds"),
  one.valid_from && h("span", {}, `from ${date(one.valid_from)}`),
  one.valid_until && !over(one) && h("span", {}, `until ${date(one.valid_until)}`),
  one.sensitive && h("span", { class: "tag bad" }, "sensitive"),
];

const over = (one) => one.valid_until && new Date(one.valid_until) <= new Date();

/** Other facts that have to do with one. */
export const others = (title, facts) =>
  facts.length > 0 &&
  h(
    "section",
    { class: "list" },
    h("h2", {}, title),
    h(
      "ul",
      { class: "list" },
      facts.map((one) => h("li", { class: "card" }, factLine(one))),
    ),
  );
