// Where the tokens of a context went: a bar by slot, and a table of everything that was offered.

import { h, s } from "../lib/dom.js";
import { number, plural, words } from "../lib/format.js";
import { to } from "../lib/router.js";
import { showConversation } from "./conversation.js";
import { button } from "./fields.js";

const SLOTS = ["system", "profile", "preferences", "retrieved", "conversation"];

export function budgetBar(made, total) {
  const slots = SLOTS.filter((slot) => made.tokens[slot]);
  let x = 0;
  const parts = slots.map((slot) => {
    const width = (made.tokens[slot] / made.budget) * 100;
    const part = s("rect", { x, y: 0, width, height: 8, class: `slot ${slot}` });
    x += width;
    return part;
  });
  const key = (slot) => h("li", {}, swatch(slot), `${words(slot)} ${number(made.tokens[slot])}`);
  return h(
    "div",
    { class: "budget" },
    s(
      "svg",
      {
        viewBox: "0 0 100 8",
        preserveAspectRatio: "none",
        role: "img",
        "aria-label": `${plural(total, "token")} of ${number(made.budget)}`,
      },
      s("rect", { class: "room", width: 100, height: 8 }),
      parts,
    ),
    h("ul", { class: "key" }, slots.map(key), h("li", {}, swatch("room"), `free ${number(made.budget - total)}`)),
  );
}

const swatch = (slot) =>
  s(
    "svg",
    { viewBox: "0 0 10 10", class: "swatch", "aria-hidden": "true" },
    s("rect", { width: 10, height: 10, class: slot === "room" ? "room" : `slot ${slot}` }),
  );

export function ledger(entries, lines) {
  const taken = entries.filter((one) => one.level !== null);
  const left = entries.filter((one) => one.level === null);
  const texts = new Map(lines.map((one) => [one.label, one.text]));
  return [
    table(`Taken: ${plural(taken.length, "entry", "entries")}`, taken, texts),
    left.length > 0 &&
      h(
        "details",
        { class: "left-out", open: left.length < 12 },
        h("summary", {}, `Left out: ${plural(left.length, "entry", "entries")}, and why`),
        table("Left out", left, texts),
      ),
  ];
}

const HEADS = ["Slot", "What", "Level", "Tokens", "Relevance", "Why"];
const NUMBERS = new Set(["Tokens", "Relevance"]);

const table = (caption, entries, texts) =>
  h(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    h(
      "table",
      { class: "ledger" },
      h("caption", {}, caption),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          HEADS.map((name) => h("th", { scope: "col", class: NUMBERS.has(name) ? "number" : null }, name)),
        ),
      ),
      h(
        "tbody",
        {},
        entries.map((one) => row(one, texts)),
      ),
    ),
  );

const row = (one, texts) =>
  h(
    "tr",
    {},
    h("td", {}, words(one.slot)),
    h("td", { class: "break", dir: "auto" }, thing(one, texts)),
    h("td", {}, one.level ?? "–"),
    h("td", { class: "number" }, number(one.tokens)),
    h("td", { class: "number" }, one.relevance.toFixed(2)),
    h("td", { class: "break" }, one.reason),
  );

/** What an entry is about, by its line in the block where it has one. */
function thing(one, texts) {
  const name = texts.get(one.label) ?? one.kind;
  const label = one.label ? `${one.label} ` : "";
  if (one.kind === "episode") return [label, button(name, () => showConversation(one.id), { class: "plain" })];
  if (one.kind === "fact") return [label, h("a", { href: to("facts", one.id) }, name)];
  return `${label}${name}`;
}
