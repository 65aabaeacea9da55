// The log of a preference or a procedure, oldest first.

import { h } from "../lib/dom.js";
import { moment, words } from "../lib/format.js";
import { showConversation } from "./conversation.js";
import { button } from "./fields.js";
import { meta } from "./meta.js";

const APART = new Set(["event", "episode", "nth", "extractor", "at", "said"]);

export const history = (events) =>
  h(
    "ol",
    { class: "history" },
    events.map((event) =>
      h(
        "li",
        {},
        meta(h("b", {}, words(event.event ?? "told")), moment(event.said ?? event.at)),
        h("p", { dir: "auto" }, rest(event)),
        event.episode && button("In its conversation", () => showConversation(event.episode), { class: "plain" }),
      ),
    ),
  );

const rest = (event) =>
  Object.entries(event)
    .filter(([name, value]) => !APART.has(name) && value !== null && value !== "")
    .map(([name, value]) => `${words(name)}: ${plain(value)}`)
    .join(" · ");

function plain(value) {
  if (Array.isArray(value)) return value.map(plain).join(", ");
  if (typeof value === "object") return Object.values(value).map(plain).join(" ");
  return String(value);
}
