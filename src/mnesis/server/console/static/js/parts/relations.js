// The edges of a neighbourhood as sentences: the graph for those who do not see it.

import { h } from "../lib/dom.js";
import { date, words } from "../lib/format.js";
import { to } from "../lib/router.js";

export function relationList(near) {
  const names = new Map(near.entities.map((one) => [one.id, one.name]));
  const end = (id) => h("a", { href: to("entities", id), dir: "auto" }, names.get(id) ?? id);
  return h(
    "ul",
    { class: "relations" },
    near.relations.map((edge) =>
      h(
        "li",
        {},
        end(edge.source),
        " ",
        edgeName(edge),
        " ",
        end(edge.target),
        edge.valid_from && ` since ${date(edge.valid_from)}`,
        edge.fact && [
          " ",
          h(
            "a",
            {
              href: to("facts", edge.fact),
              "aria-label": `Why: ${names.get(edge.source)} ${edgeName(edge)} ${names.get(edge.target)}`,
            },
            "why",
          ),
        ],
      ),
    ),
  );
}

export const edgeName = (edge) => words(edge.label ?? edge.type);
