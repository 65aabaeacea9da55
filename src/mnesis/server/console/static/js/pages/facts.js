// Facts: what is known, asked on both axes of time.

import { facts } from "../lib/ask.js";
import { fill, h } from "../lib/dom.js";
import { onNews } from "../lib/live.js";
import { note } from "../lib/router.js";
import { factLine } from "../parts/fact.js";
import { button, check, dayStart, field, form, input, main } from "../parts/fields.js";
import { pager } from "../parts/pager.js";
import { empty } from "../parts/states.js";
import { story } from "./story.js";

const show = (body, where) => (where.id ? story(body, where) : all(body, where));

function all(body, { params, signal }) {
  const results = h("section", { "aria-label": "Facts" });
  const fresh = h("div", { "aria-live": "polite" });
  const search = (values) => {
    note("facts", null, values);
    fill(fresh);
    fill(results, listed(values, signal));
  };
  const given = (name, props = {}) => input(name, { value: params.get(name) ?? "", ...props });
  const asked = form(
    { role: "search" },
    search,
    field("About", given("query", { type: "search" }), { wide: true }),
    field("Who or what", given("subject")),
    field("In the world on", given("as_of", { type: "date" })),
    field("Known here on", given("known_at", { type: "date" })),
    check("past", "Also what is over", params.get("past") === "on"),
    main("Find"),
  );
  fill(body, asked, fresh, results);
  onNews(signal, (update) => {
    if (update?.kind === "fact")
      fill(
        fresh,
        button("There is news: show it", () => asked.requestSubmit()),
      );
  });
  asked.requestSubmit();
}

function listed(values, signal) {
  const list = h("ul", { class: "list" });
  const wanted = {
    ...values,
    as_of: dayStart(values.as_of),
    known_at: dayStart(values.known_at),
    past: values.past === "on",
  };
  const nothing = () =>
    empty(
      "Nothing of that is known",
      "Facts are found in what is remembered. Ask otherwise, or teach a line.",
      h("a", { href: "#/teach" }, "Teach"),
    );
  const draw = (items) => list.append(...items.map((one) => h("li", { class: "card" }, factLine(one, "h2"))));
  return pager({
    list,
    load: (cursor) => facts({ ...wanted, cursor }, signal),
    draw,
    nothing,
    noun: ["fact", "facts"],
    signal,
  });
}

export default {
  title: "Facts",
  about: "What is known, when it holds in the world, and since when it is known here.",
  show,
};
