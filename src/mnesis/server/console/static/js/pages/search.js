// Search: what matters for a question, and why it was found.

import { recall } from "../lib/ask.js";
import { announce, fill, h } from "../lib/dom.js";
import { plural, score } from "../lib/format.js";
import { note } from "../lib/router.js";
import { proof, showConversation } from "../parts/conversation.js";
import { button, dayStart, field, form, input, main, select } from "../parts/fields.js";
import { byline, said } from "../parts/memory.js";
import { during, empty, notices } from "../parts/states.js";
import { sharesBar, whyTable } from "../parts/why.js";

const LIMITS = [
  ["5", "5"],
  ["10", "10"],
  ["25", "25"],
  ["50", "50"],
];

function show(body, { params, signal }) {
  const results = h("section", { class: "list", "aria-label": "Results" });
  const query = input("query", {
    type: "search",
    required: true,
    value: params.get("query") ?? "",
    placeholder: "Where does Marta live?",
  });
  const ask = (values) => {
    note("search", null, values);
    during(results, () => recall({ ...values, as_of: dayStart(values.as_of) }, signal), answer);
  };
  const asked = form(
    { role: "search" },
    ask,
    field("Question", query, { wide: true }),
    field("As of", input("as_of", { type: "date", value: params.get("as_of") ?? "" })),
    field("How many", select("limit", LIMITS, params.get("limit") ?? "10")),
    main("Search"),
  );
  fill(body, asked, results);
  if (query.value) asked.requestSubmit();
  else
    fill(
      results,
      empty("Ask something", "A question, a name, or words that were said. Every answer shows why it was found."),
    );
}

function answer(found) {
  announce(`${plural(found.hits.length, "memory", "memories")} found`);
  if (!found.hits.length)
    return [notices(found.notices), empty("Nothing found", "Ask in other words, or remember something first.")];
  const took = found.took_ms.total ?? Object.values(found.took_ms).reduce((sum, ms) => sum + ms, 0);
  return [
    h(
      "p",
      { class: "soft" },
      `${plural(found.hits.length, "memory", "memories")} in ${took.toFixed(1)} ms, best first.`,
    ),
    notices(found.notices),
    h("ol", { class: "list hits" }, found.hits.map(hit)),
  ];
}

function hit(one) {
  const apart = one.evidence.filter((each) => each.episode_id !== one.memory.id);
  return h(
    "li",
    { class: "card hit", id: `hit-${one.rank}` },
    h(
      "header",
      {},
      byline(one.memory),
      h("span", { class: "meta number" }, `No. ${one.rank}, score ${score(one.score)}`),
    ),
    said(one.memory.text),
    sharesBar(one.why),
    h(
      "div",
      { class: "row" },
      button("In its conversation", () => showConversation(one.memory.id)),
      h("details", { class: "why" }, h("summary", {}, "Why this one"), whyTable(one)),
    ),
    apart.length > 0 && h("details", {}, h("summary", {}, "What it stands on"), proof(apart)),
  );
}

export default {
  title: "Search",
  about: "What is remembered that matters for a question, and why it was found.",
  show,
};
