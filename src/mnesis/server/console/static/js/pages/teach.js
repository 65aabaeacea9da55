// Teach: one line, understood at once; and what it changed.

import { learn } from "../lib/ask.js";
import { announce, fill, h } from "../lib/dom.js";
import { plural, words } from "../lib/format.js";
import { to } from "../lib/router.js";
import { factLine } from "../parts/fact.js";
import { area, field, form, main } from "../parts/fields.js";
import { acting, empty, notices, told } from "../parts/states.js";
import { meta } from "../parts/meta.js";

function show(body) {
  const results = h("section", { class: "list", "aria-label": "What was learnt" });
  const text = area("text", {
    required: true,
    rows: "3",
    placeholder: "My sister Ana works at Acme. Always use pnpm, not npm.",
  });
  const teach = (values, pressed, sent) =>
    acting(pressed, async () => {
      fill(results, learnt(await learn(values.text.trim())));
      sent.reset();
      text.focus();
    });
  const asked = form(
    { class: "stack" },
    teach,
    field("What should be known", text, { hint: "In your own words, as you would tell somebody." }),
    h("p", {}, main("Teach")),
    told(),
  );
  fill(body, asked, results);
}

function learnt(found) {
  const parts = [
    ["Facts", found.facts.map((one) => factLine(one))],
    ["Over by it", found.ended.map((one) => factLine(one))],
    [
      "Preferences",
      found.preferences.map((one) =>
        h("p", {}, h("a", { href: to("preferences"), dir: "auto" }, `${words(one.key)}: ${one.value}`)),
      ),
    ],
    [
      "Procedures",
      found.procedures.map((one) => h("p", {}, h("a", { href: to("procedures"), dir: "auto" }, one.name))),
    ],
    ["Reads differently now", found.changed.map(changed)],
  ].filter(([, list]) => list.length);
  const count = parts.reduce((sum, [, list]) => sum + list.length, 0);
  announce(`${plural(count, "change")}`);
  const kept =
    !parts.length &&
    empty(
      "Kept, and nothing learnt",
      "The words are remembered and will be found. No fact, preference or procedure was recognised in them.",
    );
  return [
    notices(found.notices),
    kept,
    parts.map(([title, list]) => [
      h("h2", {}, title),
      h(
        "ul",
        { class: "list" },
        list.map((one) => h("li", { class: "card" }, one)),
      ),
    ]),
  ];
}

const changed = (one) => [
  meta(one.step ? `${words(one.field)}, step ${one.step}` : words(one.field)),
  h("p", { dir: "auto" }, h("del", {}, String(one.before)), " → ", h("ins", {}, String(one.after))),
];

export default { title: "Teach", about: "One line is enough: it is kept word for word, and understood at once.", show };
