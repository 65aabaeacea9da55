// The context playground: what a language model would be given for a message, and what each token bought.

import { context } from "../lib/ask.js";
import { announce, fill, h } from "../lib/dom.js";
import { number, plural } from "../lib/format.js";
import { note } from "../lib/router.js";
import { budgetBar, ledger } from "../parts/ledger.js";
import { proof } from "../parts/conversation.js";
import { copy } from "../parts/copy.js";
import { check, field, form, input, main } from "../parts/fields.js";
import { during, empty, notices } from "../parts/states.js";

function show(body, { params, signal }) {
  const results = h("section", { class: "list", "aria-label": "The context" });
  const given = (name, props = {}) => input(name, { value: params.get(name) ?? "", ...props });
  const ask = (values) => {
    note("context", null, values);
    const wanted = {
      query: values.query,
      budget: Number(values.budget) || 4000,
      session: values.session || undefined,
      goal: values.goal || undefined,
      sensitive: values.sensitive === "on",
    };
    during(results, () => context(wanted, signal), made);
  };
  const asked = form(
    {},
    ask,
    field("Message", given("query", { required: true, placeholder: "What should I bring for dinner?" }), {
      wide: true,
    }),
    field(
      "Budget, tokens",
      given("budget", { type: "number", min: "100", max: "200000", value: params.get("budget") ?? "1500" }),
    ),
    field("Session", given("session", { placeholder: "none" })),
    field("Goal", given("goal", { placeholder: "none" })),
    check("sensitive", "Consent to sensitive things", params.get("sensitive") === "on"),
    main("Assemble"),
  );
  fill(body, asked, results);
  if (params.get("query")) asked.requestSubmit();
  else
    fill(
      results,
      empty("Nothing assembled yet", "Write a message as a user would send it, and see what the model would be told."),
    );
}

function made(one) {
  const total = Object.values(one.tokens).reduce((sum, count) => sum + count, 0);
  announce(`${plural(total, "token")} of ${number(one.budget)}`);
  return [
    notices(one.notices),
    h("h2", {}, `${number(total)} of ${plural(one.budget, "token")}`),
    budgetBar(one, total),
    h("div", { class: "row apart" }, h("h2", {}, "The block"), copy(one.block)),
    one.block
      ? h("pre", { class: "block", tabindex: "0", role: "region", "aria-label": "The block", dir: "auto" }, one.block)
      : empty("Nothing to tell", "Nothing that is remembered matters for this message."),
    cited(one.lines),
    h("h2", {}, "The ledger"),
    ledger(one.ledger, one.lines),
  ];
}

const cited = (lines) =>
  lines.length > 0 &&
  h(
    "details",
    {},
    h("summary", {}, "What each line stands on"),
    h(
      "dl",
      { class: "cites" },
      lines.map((one) => [
        h("dt", {}, one.label),
        h("dd", {}, one.evidence.length ? proof(one.evidence) : "Taught outright."),
      ]),
    ),
  );

export default {
  title: "Context",
  about: "What a language model would be given for a message, within a budget, and what each token bought.",
  show,
};
