// Sessions: conversations from their beginning to their end.

import { closeSession, session, sessions, turns } from "../lib/ask.js";
import { may } from "../lib/desk.js";
import { announce, fill, h } from "../lib/dom.js";
import { ago, moment, plural } from "../lib/format.js";
import { again, to } from "../lib/router.js";
import { reveal } from "../parts/conversation.js";
import { button } from "../parts/fields.js";
import { said, turn } from "../parts/memory.js";
import { pager } from "../parts/pager.js";
import { acting, during, empty, told } from "../parts/states.js";
import { meta } from "../parts/meta.js";

const show = (body, where) => (where.id ? one(body, where) : all(body, where));

function all(body, { signal }) {
  const list = h("ul", { class: "list" });
  const nothing = () =>
    empty(
      "No conversations yet",
      "An agent that remembers makes them; so does an import.",
      h("a", { href: "#/transfer" }, "Import"),
    );
  const load = (cursor) => sessions({ cursor }, signal);
  const draw = (items) => list.append(...items.map(entry));
  fill(body, pager({ list, load, draw, nothing, noun: ["session", "sessions"], signal }));
}

const entry = (one) =>
  h(
    "li",
    { class: "card" },
    h("header", {}, h("h2", {}, h("a", { href: to("sessions", one.id), dir: "auto" }, one.id)), open(one)),
    one.summary && said(one.summary),
    meta(moment(one.started_at), plural(one.episode_count, "memory", "memories"), one.channel),
  );

const open = (one) =>
  one.ended_at ? h("span", { class: "tag" }, `ended ${ago(one.ended_at)}`) : h("span", { class: "tag on" }, "open");

async function one(body, { id, params, signal, name }) {
  name(id);
  await during(
    body,
    () => session(id, signal),
    (found) => {
      const list = h("ol", { class: "turns" });
      const at = params.get("at");
      let sought = at !== null;
      const close = button("Close this session", () => acting(close, () => shut(id)));
      const draw = (items) => {
        list.append(...items.map((each) => turn(each, each.id === at)));
        const found = items.some((each) => each.id === at);
        if (found) reveal(list);
        sought = sought && !found;
      };
      return [
        h(
          "div",
          { class: "card" },
          h(
            "header",
            {},
            meta(moment(found.started_at), plural(found.episode_count, "memory", "memories"), found.channel),
            open(found),
          ),
          found.summary && said(found.summary),
          h(
            "p",
            { class: "row" },
            h("a", { href: to("sessions") }, "All sessions"),
            !found.ended_at && may("write") && close,
          ),
          told(),
        ),
        pager({
          list,
          load: (cursor) => turns(id, { cursor }, signal),
          draw,
          eager: () => sought,
          nothing: () => empty("Nothing was said", "Everything in it was forgotten or is in the archive."),
          noun: ["turn", "turns"],
          signal,
        }),
      ];
    },
  );
}

async function shut(id) {
  await closeSession(id);
  announce("The session is closed.");
  again();
}

export default { title: "Sessions", about: "Conversations from their beginning to their end.", show };
