// Procedures: how tasks are done, how often that worked, and telling how it went.

import { outcome, procedures } from "../lib/ask.js";
import { may } from "../lib/desk.js";
import { announce, fill, h } from "../lib/dom.js";
import { ago, plural } from "../lib/format.js";
import { note } from "../lib/router.js";
import { showConversation } from "../parts/conversation.js";
import { button, check, field, form, input, main } from "../parts/fields.js";
import { history } from "../parts/history.js";
import { meter } from "../parts/meter.js";
import { acting, during, empty, told } from "../parts/states.js";
import { meta } from "../parts/meta.js";

const HOW = [
  ["success", "It worked"],
  ["partial", "Partly"],
  ["failure", "It failed"],
];

function show(body, { params, signal }) {
  const results = h("section", { class: "list", "aria-label": "Procedures" });
  const search = (values) => {
    note("procedures", null, values);
    return during(
      results,
      () => procedures({ query: values.query, failing: values.failing === "on", limit: 50 }, signal),
      drawn,
    );
  };
  const asked = form(
    { role: "search" },
    search,
    field(
      "Task",
      input("query", { type: "search", value: params.get("query") ?? "", placeholder: "deploy the shop" }),
      { wide: true },
    ),
    check("failing", "Only what has failed", params.get("failing") === "on"),
    main("Find"),
  );
  fill(body, asked, results);
  asked.requestSubmit();
}

function drawn({ items }) {
  if (items.length) return h("ul", { class: "list" }, items.map(entry));
  return empty(
    "No procedures here",
    "“To deploy the shop, first run the tests, then push” is one. Teach it, or let them be found in what is remembered.",
    h("a", { href: "#/teach" }, "Teach"),
  );
}

function entry(one) {
  const box = h("li", { class: "card" });
  return fill(box, inside(one, box));
}

const inside = (one, box) => [
  h("header", {}, h("h2", { dir: "auto" }, one.name), meter(one.confidence, "trusted")),
  meta(
    one.trigger && h("span", { dir: "auto" }, `for ${one.trigger}`),
    one.context && h("span", { dir: "auto" }, one.context),
    `worked ${plural(one.success_count, "time")}, failed ${plural(one.failure_count, "time")}`,
    one.last_used && `last ${ago(one.last_used)}`,
  ),
  h(
    "ol",
    { class: "steps" },
    one.steps.map((step) => h("li", { dir: "auto" }, step.detail || step.action)),
  ),
  may("write") && outcomes(one, box),
  h(
    "div",
    { class: "row" },
    one.source_episode && button("Where it was said", () => showConversation(one.source_episode)),
    h("details", {}, h("summary", {}, "History"), history(one.history)),
  ),
];

function outcomes(one, box) {
  const choice = ([how, words]) => h("button", { name: "how", value: how }, words);
  const tell = (values, pressed) =>
    acting(pressed, async () => {
      const now = await outcome(one.id, { how: values.how, note: values.note.trim() || undefined });
      fill(box, inside(now, box));
      announce("Noted.");
      box.querySelector("button[name=how]").focus();
    });
  return form(
    { class: "bar" },
    tell,
    field("How did it go?", input("note", { placeholder: "A note, if you like" }), { wide: true }),
    h("div", { class: "row" }, HOW.map(choice)),
    told(),
  );
}

export default { title: "Procedures", about: "How tasks are done, and how often that worked.", show };
