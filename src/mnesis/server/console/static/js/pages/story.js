// One fact: why it is known, what it replaced, its place on both axes of time, and a way to set it right.

import { correct, why } from "../lib/ask.js";
import { may } from "../lib/desk.js";
import { announce, h } from "../lib/dom.js";
import { moment, words } from "../lib/format.js";
import { again, to } from "../lib/router.js";
import { proof } from "../parts/conversation.js";
import { others, standing } from "../parts/fact.js";
import { sure } from "../parts/dialog.js";
import { button, dayStart, field, form, input, main } from "../parts/fields.js";
import { meter } from "../parts/meter.js";
import { plane } from "../parts/plane.js";
import { acting, during, told } from "../parts/states.js";
import { meta } from "../parts/meta.js";

export const story = (body, { id, signal, name, head }) =>
  during(
    body,
    () => why(id, signal),
    (found) => {
      name(found.fact.text);
      head.textContent = "Why this is known, when it holds, and what it replaced.";
      return [
        h(
          "p",
          { class: "row" },
          h("a", { href: to("facts") }, "All facts"),
          h("a", { href: to("entities", found.fact.entity_id), dir: "auto" }, found.fact.subject),
        ),
        h(
          "div",
          { class: "card" },
          meta(standing(found.fact), meter(found.confidence, "sure")),
          h("p", { class: "soft" }, found.formula),
        ),
        plane(found, body.clientWidth),
        others("What it replaced", found.replaced),
        others("What took its place", found.replaced_by ? [found.replaced_by] : []),
        others("What contradicts it, and is believed less", found.rivals),
        h("h2", {}, "What happened"),
        h("ol", { class: "list" }, found.happened.map(happened)),
        may("curate") && amend(found.fact),
      ];
    },
  );

const happened = ({ event, evidence }) =>
  h(
    "li",
    { class: "card flat" },
    meta(h("b", {}, words(event.what)), `known here ${moment(event.at)}`, event.said && `said ${moment(event.said)}`),
    evidence
      ? proof([evidence])
      : h(
          "p",
          { class: "soft" },
          event.episode ? "Its words were forgotten." : "No words: set by hand, or it follows from another fact.",
        ),
  );

function amend(fact) {
  const done = (learned) => {
    announce("It is set right.");
    const [now] = learned.facts;
    if (now && now.id !== fact.id) location.hash = to("facts", now.id);
    else again();
  };
  const change = (values, pressed) =>
    acting(pressed, async () => {
      const body = {
        value: values.value.trim() || undefined,
        valid_from: dayStart(values.valid_from) ?? undefined,
        valid_until: dayStart(values.valid_until) ?? undefined,
      };
      done(await correct(fact.id, body));
    });
  const wrong = button("It was never true", () => acting(wrong, () => deny(fact)), { class: "bad" });
  return h(
    "section",
    { class: "list" },
    h("h2", {}, "Set it right"),
    h("p", { class: "soft" }, "Nothing is deleted: what was believed stays in the history."),
    form(
      { class: "bar card" },
      change,
      field(`Instead of “${fact.object}”`, input("value", { placeholder: fact.object }), { wide: true }),
      field("Holds from", input("valid_from", { type: "date" })),
      field("Holds until", input("valid_until", { type: "date" })),
      main("Set right"),
      wrong,
      told(),
    ),
  );
}

async function deny(fact) {
  if (
    !(await sure("It was never true", `“${fact.text}” will not be believed any more. Its history stays.`, "Not true"))
  )
    return;
  await correct(fact.id, {});
  announce("It is not believed any more.");
  again();
}
