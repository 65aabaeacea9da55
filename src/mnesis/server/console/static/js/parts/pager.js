// A list that grows: page after page by cursor, with a button, and by itself when its end comes into view.

import { announce, fill, h } from "../lib/dom.js";
import { plural } from "../lib/format.js";
import { button } from "./fields.js";
import { trouble, waiting } from "./states.js";

/** `load(cursor)` brings {items, next}; `draw(items)` adds nodes to the list; `nothing()` is for none at all,
 * and `eager()` says whether the next page is wanted at once. */
export function pager({ list, load, draw, nothing, noun = ["entry", "entries"], eager = () => false, signal }) {
  const foot = h("div", { class: "foot" });
  const box = h("div", { class: "list" }, list, foot);
  let cursor = null;
  let total = 0;
  let busy = false;

  async function more() {
    if (busy || signal?.aborted) return;
    busy = true;
    fill(foot, waiting());
    try {
      do took(await load(cursor));
      while (cursor && eager());
    } catch (error) {
      if (error.name !== "AbortError") fill(foot, trouble(error, more));
    } finally {
      busy = false;
    }
  }

  function took({ items, next }) {
    draw(items);
    total += items.length;
    cursor = next;
    if (total === 0 && !next) return fill(foot, nothing());
    announce(`${plural(total, ...noun)} shown`);
    fill(
      foot,
      next
        ? watched(button("Show more", more))
        : h("small", { class: "soft" }, `That is all: ${plural(total, ...noun)}.`),
    );
  }

  function watched(node) {
    const seen = new IntersectionObserver(([entry]) => entry.isIntersecting && more(), { rootMargin: "200px" });
    seen.observe(node);
    signal?.addEventListener("abort", () => seen.disconnect());
    return node;
  }

  more();
  return box;
}
