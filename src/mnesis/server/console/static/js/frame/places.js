// Where one can go.

import { h } from "../lib/dom.js";
import { may } from "../lib/desk.js";
import { to } from "../lib/router.js";
import { PAGES } from "../pages/index.js";

const GROUPS = [
  ["Ask", ["search", "context"]],
  ["What happened", ["timeline", "sessions"]],
  ["What is known", ["facts", "entities", "preferences", "procedures", "teach"]],
  ["The works", ["jobs", "transfer", "keys"]],
];
const NEEDS = { teach: "write", keys: "keys" };

export function places() {
  const group = ([name, pages]) => {
    const shown = pages.filter((page) => !NEEDS[page] || may(NEEDS[page]));
    const links = shown.map((page) => h("li", {}, h("a", { href: to(page) }, PAGES[page].link ?? PAGES[page].title)));
    return h("div", {}, h("h2", {}, name), h("ul", {}, links));
  };
  return h("nav", { class: "places", "aria-label": "Pages" }, GROUPS.map(group));
}
