// A memory as a card: who said it when, and its words.

import { h } from "../lib/dom.js";
import { moment, time, who } from "../lib/format.js";
import { to } from "../lib/router.js";
import { meta } from "./meta.js";

export const stamp = (iso, short = false) => h("time", { datetime: iso }, short ? time(iso) : moment(iso));

export const said = (text, props = {}) => h("p", { class: "said", dir: "auto", ...props }, text);

/** Speaker, time, session. */
export const byline = (one, { short = false, session = true } = {}) =>
  meta(
    h("b", { dir: "auto" }, who(one)),
    stamp(one.timestamp, short),
    session && one.session_id && h("a", { href: to("sessions", one.session_id), dir: "auto" }, one.session_id),
  );

/** A turn of a conversation; `marked` is the one that is talked about. */
export const turn = (one, marked = false) =>
  h(
    "li",
    {
      class: `turn ${one.actor}`,
      "aria-current": marked ? "true" : null,
      data: { id: one.id },
      tabindex: marked ? "-1" : null,
    },
    byline(one, { short: false, session: false }),
    said(one.text),
  );
