// Why a memory was found: which arm, its rank and score there, and its share of the sum.

import { h, s } from "../lib/dom.js";
import { score, words } from "../lib/format.js";

const SAYS = {
  vector: "near in meaning",
  lexical: "shared words",
  temporal: "at the time asked for",
  graph: "led to by the graph",
  coverage: "how much of the question its words make up",
  speaker: "said by who is named",
  user: "said by the user",
  date: "near a time that is named",
  when: "speaks of time",
  asks: "ends in a question",
  length: "says more than a few words",
  long: "is about many things",
  names: "names somebody or something",
  neighbours: "stands beside something good",
  session: "in a session with something good",
};
const named = (arm) => words(arm);

/** The shares as one bar: what helped, the largest first. */
export function sharesBar(why) {
  const helped = why.filter((one) => one.share > 0);
  const whole = helped.reduce((sum, one) => sum + one.share, 0) || 1;
  let x = 0;
  const parts = helped.map((one, index) => {
    const width = (one.share / whole) * 100;
    const tip = s("title", {}, `${named(one.arm)} ${score(one.share)}`);
    const part = s("rect", { x, y: 0, width, height: 6, class: `share s${Math.min(index, 4)}` }, tip);
    x += width;
    return part;
  });
  const said = helped.map((one) => `${named(one.arm)} ${score(one.share)}`).join(", ");
  return s(
    "svg",
    {
      class: "shares",
      viewBox: "0 0 100 6",
      preserveAspectRatio: "none",
      role: "img",
      "aria-label": `Found by ${said}`,
    },
    parts,
  );
}

export const whyTable = (hit) =>
  h(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": `Why number ${hit.rank}` },
    h(
      "table",
      {},
      h("caption", {}, "Each arm and feature, its rank and raw score, and what it added to the score."),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ["Reason", "Rank", "Score there", "Share"].map((one, i) =>
            h("th", { scope: "col", class: i ? "number" : null }, one),
          ),
        ),
      ),
      h("tbody", {}, hit.why.map(reason)),
      h(
        "tfoot",
        {},
        h("tr", {}, h("th", { scope: "row" }, "Sum"), h("td"), h("td"), h("td", { class: "number" }, score(hit.score))),
      ),
    ),
  );

const reason = (one) =>
  h(
    "tr",
    {},
    h("th", { scope: "row" }, named(one.arm), SAYS[one.arm] && h("small", {}, `, ${SAYS[one.arm]}`)),
    h("td", { class: "number" }, one.rank ?? "–"),
    h("td", { class: "number" }, score(one.score)),
    h("td", { class: "number" }, score(one.share)),
  );
