// The name and its sign.

import { h, s } from "../lib/dom.js";

export const brand = () =>
  h(
    "a",
    { class: "brand", href: "#/search" },
    s(
      "svg",
      { viewBox: "0 0 32 32", "aria-hidden": "true" },
      s("path", {
        d: "M5 25V14a5.500 5.500 0 0 1 11 0v11M16 14a5.500 5.500 0 0 1 11 0v11",
        fill: "none",
        stroke: "currentColor",
        "stroke-width": "3",
        "stroke-linecap": "round",
      }),
    ),
    h("b", {}, "mnesis"),
  );
