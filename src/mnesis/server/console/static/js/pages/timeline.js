// Timeline: what happened, day by day, the latest first; what is new appears at the top.

import { timeline } from "../lib/ask.js";
import { announce, fill, h } from "../lib/dom.js";
import { dayOf, plural, weekday } from "../lib/format.js";
import { onNews } from "../lib/live.js";
import { note } from "../lib/router.js";
import { showConversation } from "../parts/conversation.js";
import { button, field, form, input, main } from "../parts/fields.js";
import { byline, said } from "../parts/memory.js";
import { pager } from "../parts/pager.js";
import { empty } from "../parts/states.js";

function show(body, { params, signal }) {
  const span = { since: params.get("since") ?? "", until: params.get("until") ?? "" };
  const results = h("section", { "aria-label": "Memories by day" });
  const again = (values) => {
    Object.assign(span, values);
    note("timeline", null, values);
    fill(results, days(span, signal));
  };
  const asked = form(
    {},
    again,
    field("From", input("since", { type: "date", value: span.since })),
    field("Until", input("until", { type: "date", value: span.until })),
    main("Show"),
  );
  fill(body, asked, results);
  again(span);
}

function days(span, signal) {
  const list = h("div", { class: "days" });
  const shown = new Set();
  const put = (items, fresh) => {
    const added = items.filter((one) => !shown.has(one.id));
    for (const one of added) {
      shown.add(one.id);
      place(list, one, fresh);
    }
    return added.length;
  };
  const nothing = () =>
    empty(
      "Nothing happened here",
      "Choose other days, or import a conversation.",
      h("a", { href: "#/transfer" }, "Import"),
    );
  let begun = null;
  const first = new Promise((drawn) => (begun = drawn)); // what comes before it is no news
  if (!span.until) onNews(signal, () => first.then(() => news(span, put, list)));
  return pager({
    list,
    load: (cursor) => timeline({ ...span, cursor }, signal),
    draw: (items) => {
      put(items, false);
      begun();
    },
    nothing,
    noun: ["memory", "memories"],
    signal,
  });
}

async function news(span, put, list) {
  if (!list.isConnected) return;
  const { items } = await timeline({ ...span, limit: 20 });
  const added = put(items.reverse(), true);
  if (!added) return;
  list.parentElement.querySelector(".foot > .empty")?.remove();
  announce(plural(added, "new memory", "new memories"));
}

/** Puts a memory into its day, at the top where it is fresh. */
function place(list, one, fresh) {
  const day = dayOf(one.timestamp);
  const found = list.querySelector(`[data-day="${day}"]`) ?? newDay(list, day, one, fresh);
  const entry = h(
    "li",
    { class: fresh ? "entry fresh" : "entry", data: { id: one.id } },
    byline(one, { short: true }),
    said(one.text),
    button("In its conversation", () => showConversation(one.id), { class: "plain" }),
  );
  if (fresh) found.querySelector("ol").prepend(entry);
  else found.querySelector("ol").append(entry);
}

function newDay(list, day, one, fresh) {
  const made = h(
    "section",
    { class: "day", data: { day } },
    h("h2", {}, weekday(one.timestamp)),
    h("ol", { class: "entries" }),
  );
  const later = fresh && [...list.children].find((other) => other.dataset.day < day);
  if (later) later.before(made);
  else list.append(made);
  return made;
}

export default {
  title: "Timeline",
  about: "What happened, day by day, the latest first. What is new appears by itself.",
  show,
};
