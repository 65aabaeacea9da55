// Preferences: how things are wanted, how firmly, and what was wanted before.

import { correct, preferences } from "../lib/ask.js";
import { may } from "../lib/desk.js";
import { announce, h } from "../lib/dom.js";
import { moment, plural, title, words } from "../lib/format.js";
import { again } from "../lib/router.js";
import { showConversation } from "../parts/conversation.js";
import { sure } from "../parts/dialog.js";
import { button, field, form, input, main } from "../parts/fields.js";
import { history } from "../parts/history.js";
import { meter } from "../parts/meter.js";
import { acting, during, empty, told } from "../parts/states.js";
import { meta } from "../parts/meta.js";

const show = (body, { signal }) =>
  during(
    body,
    () => preferences({}, signal),
    ({ items }) => {
      if (!items.length)
        return empty(
          "No preferences yet",
          "“Always use pnpm, not npm” is one. Teach it, or let them be found in what is remembered.",
          h("a", { href: "#/teach" }, "Teach"),
        );
      return [...grouped(items)].map(([category, list]) =>
        h("section", { class: "list" }, h("h2", {}, title(category)), h("ul", { class: "list" }, list.map(entry))),
      );
    },
  );

function grouped(items) {
  const groups = new Map();
  for (const one of items) groups.set(one.category, [...(groups.get(one.category) ?? []), one]);
  return groups;
}

const entry = (one) =>
  h(
    "li",
    { class: "card" },
    h("header", {}, h("h3", { dir: "auto" }, `${title(one.key)}: ${one.value}`), meter(one.strength, "firm")),
    meta(
      one.instead_of && h("span", { dir: "auto" }, `instead of ${one.instead_of}`),
      `said ${plural(one.evidence_count, "time")}`,
      one.source_type,
      moment(one.updated_at),
    ),
    h(
      "div",
      { class: "row" },
      one.source_episodes.length > 0 && button("Where it was said", () => showConversation(one.source_episodes.at(-1))),
      h("details", {}, h("summary", {}, "History"), history(one.history)),
      may("curate") && h("details", {}, h("summary", {}, "Set right"), amend(one)),
    ),
  );

function amend(one) {
  const done = () => {
    announce("It is set right.");
    again();
  };
  const change = (values, pressed) =>
    acting(pressed, async () => {
      await correct(one.id, { value: values.value.trim() });
      done();
    });
  const deny = async () => {
    if (
      !(await sure(
        "Not wanted",
        `“${words(one.key)}: ${one.value}” will not count any more. Its history stays.`,
        "Not wanted",
      ))
    )
      return;
    await correct(one.id, {});
    done();
  };
  const wrong = button("Not wanted", () => acting(wrong, deny), { class: "bad" });
  return form(
    {},
    change,
    field("Wanted instead", input("value", { required: true }), { wide: true }),
    main("Set right"),
    wrong,
    told(),
  );
}

export default { title: "Preferences", about: "How things are wanted, how firmly, and what was wanted before.", show };
