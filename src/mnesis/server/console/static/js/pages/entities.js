// Entities: who and what is known, and a graph to walk from one to the next.

import { entities, facts, relations } from "../lib/ask.js";
import { fill, h } from "../lib/dom.js";
import { moment, plural } from "../lib/format.js";
import { note, to } from "../lib/router.js";
import { factLine } from "../parts/fact.js";
import { field, form, input, main, select } from "../parts/fields.js";
import { graph } from "../parts/graph.js";
import { relationList } from "../parts/relations.js";
import { pager } from "../parts/pager.js";
import { during, empty } from "../parts/states.js";
import { meta } from "../parts/meta.js";

const TYPES = [
  ["", "Everything"],
  ["person", "People"],
  ["organization", "Organisations"],
  ["project", "Projects"],
  ["concept", "Concepts"],
  ["location", "Places"],
  ["tool", "Tools"],
  ["other", "Other"],
];

const show = (body, where) => (where.id ? one(body, where) : all(body, where));

function all(body, { params, signal }) {
  const results = h("section", { "aria-label": "Entities" });
  const search = (values) => {
    note("entities", null, values);
    const list = h("ul", { class: "grid" });
    const nothing = () =>
      empty(
        "Nobody and nothing is known yet",
        "Names are found in what is remembered. Teach a line, or import a conversation.",
        h("a", { href: "#/teach" }, "Teach"),
      );
    const draw = (items) => list.append(...items.map(entry));
    fill(
      results,
      pager({
        list,
        load: (cursor) => entities({ ...values, cursor }, signal),
        draw,
        nothing,
        noun: ["entity", "entities"],
        signal,
      }),
    );
  };
  const asked = form(
    { role: "search" },
    search,
    field("Name", input("query", { type: "search", value: params.get("query") ?? "" }), { wide: true }),
    field("Kind", select("type", TYPES, params.get("type") ?? "")),
    main("Find"),
  );
  fill(body, asked, results);
  asked.requestSubmit();
}

const entry = (one) =>
  h(
    "li",
    { class: "card" },
    h("h2", {}, h("a", { href: to("entities", one.id), dir: "auto" }, one.name)),
    meta(h("span", { class: "tag" }, one.type), `spoken of ${plural(one.mention_count, "time")}`),
  );

function one(body, { id, params, signal, name, head }) {
  head.textContent = "Walk the graph: a click on a name, or Enter, goes there.";
  const hops = params.get("hops") ?? "1";
  const far = select(
    "hops",
    [
      ["1", "1 step"],
      ["2", "2 steps"],
      ["3", "3 steps"],
    ],
    hops,
    { on: { change: () => again(far.value) } },
  );
  const box = h("div", { class: "list" });
  const again = (steps) => {
    note("entities", id, { hops: steps });
    return during(
      box,
      () => Promise.all([relations(id, { hops: steps }, signal), facts({ subject: id }, signal)]),
      drawn,
    );
  };
  const drawn = ([near, known]) => {
    name(near.centre.name);
    return [
      about(near.centre),
      picture(near, body.clientWidth),
      h("h2", {}, "What is known"),
      knownOf(known.items, near.centre),
    ];
  };
  fill(
    body,
    h("div", { class: "row apart" }, h("a", { href: to("entities") }, "All entities"), field("How far", far)),
    box,
  );
  return again(hops);
}

const about = (one) =>
  meta(
    h("span", { class: "tag" }, one.type),
    one.aliases.length > 0 && h("span", { dir: "auto" }, `also called ${one.aliases.join(", ")}`),
    `spoken of ${plural(one.mention_count, "time")}`,
    one.last_referenced && `last on ${moment(one.last_referenced)}`,
    one.description,
  );

function picture(near, room) {
  if (near.entities.length < 2)
    return empty("Nothing leads anywhere from here", "Relations appear when facts name two entities.");
  return [
    graph(near, room),
    h("details", { open: near.entities.length > 24 }, h("summary", {}, "The same as a list"), relationList(near)),
  ];
}

const knownOf = (items, centre) =>
  items.length
    ? h(
        "ul",
        { class: "list" },
        items.map((one) => h("li", { class: "card" }, factLine(one))),
      )
    : h("p", { class: "soft" }, `No facts about ${centre.name} hold today.`);

export default { title: "Entities", about: "Who and what is known. Open one to walk the graph around it.", show };
