// A line of small things about something, each apart.

import { h } from "../lib/dom.js";

export const meta = (...parts) =>
  h(
    "p",
    { class: "meta" },
    parts.flat().map((one) => (typeof one === "string" && one ? h("span", { dir: "auto" }, one) : one)),
  );
