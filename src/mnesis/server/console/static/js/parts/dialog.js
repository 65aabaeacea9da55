// Dialogs: Esc and the button close them, and the focus goes back to where it was.

import { h, uid } from "../lib/dom.js";
import { button } from "./fields.js";

/** Opens one with a title and what `draw` makes, which gets `close`. */
export function open(title, draw) {
  const heading = uid("dialog");
  const box = h("dialog", { "aria-labelledby": heading });
  const close = () => box.close();
  const top = h("header", {}, h("h2", { id: heading }, title), button("Close", close));
  const before = document.activeElement;
  box.addEventListener("close", () => {
    box.remove();
    before?.focus?.();
  });
  box.addEventListener("click", (event) => event.target === box && close());
  box.append(h("article", {}, top, draw(close)));
  document.body.append(box);
  box.showModal();
  return box;
}

/** Asks before something that cannot be taken back; true where it was confirmed. */
export function sure(title, text, yes) {
  return new Promise((answer) => {
    let said = false;
    const box = open(title, (close) => {
      const confirmed = () => {
        said = true;
        close();
      };
      const confirm = h("button", { type: "button", class: "bad", on: { click: confirmed } }, yes);
      return h("div", { class: "list" }, h("p", {}, text), h("p", { class: "row end" }, confirm));
    });
    box.addEventListener("close", () => answer(said));
  });
}
