// A share of one as a bar, with its number.

import { h, s } from "../lib/dom.js";
import { percent } from "../lib/format.js";

export const meter = (value, name) =>
  h(
    "span",
    { class: "meter" },
    s(
      "svg",
      { viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
      s("rect", { width: 100, height: 8, rx: 4 }),
      s("rect", { width: Math.max(0, Math.min(1, value)) * 100, height: 8, rx: 4 }),
    ),
    h("span", { class: "number" }, `${name} ${percent(value)}`),
  );
