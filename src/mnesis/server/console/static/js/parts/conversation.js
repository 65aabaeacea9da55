// Words where they were said: the turns around them, scrolled to and marked.

import { around } from "../lib/ask.js";
import { h } from "../lib/dom.js";
import { to } from "../lib/router.js";
import { open } from "./dialog.js";
import { button } from "./fields.js";
import { said, byline, turn } from "./memory.js";
import { during } from "./states.js";
import { meta } from "./meta.js";

/** Opens the conversation of an episode. */
export function showConversation(id) {
  const box = h("div", { class: "list" });
  open("In its conversation", () => box);
  return during(
    box,
    () => around(id),
    ({ episode, turns }) => {
      const list = h(
        "ol",
        { class: "turns" },
        turns.map((one) => turn(one, one.id === id)),
      );
      const whole = h("a", { href: to("sessions", episode.session_id, { at: id }) }, "The whole session");
      queueMicrotask(() => reveal(list));
      return [meta(`Session ${episode.session_id}`, whole), list];
    },
  );
}

/** Scrolls to the marked turn and gives it the focus. */
export function reveal(list) {
  requestAnimationFrame(() => {
    const marked = list.querySelector("[aria-current]");
    marked?.scrollIntoView({ block: "center" });
    marked?.focus({ preventScroll: true });
  });
}

/** The words that prove something, each with a way into its conversation. */
export const proof = (evidence) =>
  h(
    "ul",
    { class: "proof" },
    evidence.map((one) =>
      h(
        "li",
        {},
        said(one.quote),
        byline(one, { session: false }),
        one.episode_id && button("In its conversation", () => showConversation(one.episode_id), { class: "plain" }),
      ),
    ),
  );
