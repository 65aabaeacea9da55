// Keys: who may come in, with what role, and where; a new key is shown once.

import { createKey, keys, revokeKey, rotateKey } from "../lib/ask.js";
import { desk } from "../lib/desk.js";
import { announce, fill, h } from "../lib/dom.js";
import { ago, date } from "../lib/format.js";
import { copy } from "../parts/copy.js";
import { open, sure } from "../parts/dialog.js";
import { button, field, form, input, main, select } from "../parts/fields.js";
import { acting, during, empty, told } from "../parts/states.js";
import { meta } from "../parts/meta.js";

const ROLES = [
  ["reader", "reader: asks"],
  ["agent", "agent: asks and tells"],
  ["member", "member: sets right and forgets, too; up to a project"],
  ["lead", "lead: the same, up to a team"],
  ["manager", "manager: the same, up to an organisation"],
  ["admin", "admin: everything of the tenant, and keys"],
];

function show(body, { signal }) {
  const results = h("section", { class: "list", "aria-label": "Keys" });
  const look = () =>
    during(
      results,
      () => keys({}, signal),
      (found) => drawn(found.items, look),
    );
  fill(
    body,
    h(
      "p",
      {},
      button("New key", () => create(look), { class: "main" }),
    ),
    results,
  );
  return look();
}

const drawn = (items, look) =>
  items.length
    ? h(
        "ul",
        { class: "list" },
        items.map((one) => entry(one, look)),
      )
    : empty("No keys yet", "Make one for each agent and each person, so that each can be taken back alone.");

function entry(one, look) {
  const gone = one.revoked_at || (one.expires_at && new Date(one.expires_at) <= new Date());
  const mine = one.id === desk.me.key_id;
  const rotate = button("Rotate", () => acting(rotate, () => turn(one, look)));
  const revoke = button("Revoke", () => acting(revoke, () => take(one, look)), { class: "bad" });
  return h(
    "li",
    { class: "card" },
    h(
      "header",
      {},
      h("h2", { dir: "auto" }, one.name),
      gone
        ? h("span", { class: "tag bad" }, one.revoked_at ? "revoked" : "run out")
        : h("span", { class: "tag on" }, one.role),
    ),
    meta(
      h("code", {}, one.id),
      `for ${one.places.join(", ") || "nowhere"}`,
      `made ${date(one.created_at)}`,
      `last used ${ago(one.last_used_at)}`,
      one.expires_at && `until ${date(one.expires_at)}`,
      mine && h("b", {}, "the key you use"),
    ),
    !gone && h("div", { class: "row" }, rotate, revoke),
    told(),
  );
}

async function turn(one, look) {
  if (
    !(await sure(
      `Rotate ${one.name}`,
      "A new key is made. The old one goes on for 24 hours, so that the new one can take its place.",
      "Rotate",
    ))
  )
    return;
  tell(await rotateKey(one.id), look);
}

async function take(one, look) {
  if (!(await sure(`Revoke ${one.name}`, "Whoever has it is refused from now on. It cannot be taken back.", "Revoke")))
    return;
  await revokeKey(one.id);
  announce(`${one.name} is revoked.`);
  await look();
}

function create(look) {
  open("New key", (close) => {
    const make = (values, pressed) =>
      acting(pressed, async () => {
        const places = values.places
          .split(",")
          .map((one) => one.trim())
          .filter(Boolean);
        const made = await createKey({
          name: values.name.trim(),
          role: values.role,
          places,
          expires_at: values.expires ? `${values.expires}T00:00:00Z` : undefined,
        });
        close();
        tell(made, look);
      });
    return form(
      { class: "stack" },
      make,
      field("Name", input("name", { required: true, placeholder: "Marta's laptop" }), {
        hint: "Whose it is, and what for.",
      }),
      field("Role", select("role", ROLES, "agent")),
      field("Places", input("places", { required: true, value: desk.scope }), {
        hint: "Scopes with commas between; project:* is every project.",
      }),
      field("Ends on", input("expires", { type: "date" }), { hint: "Empty: when it is revoked." }),
      main("Make the key"),
      told(),
    );
  });
}

/** Shows a token, this once. */
function tell(made, look) {
  const box = open("The new key", () => [
    h("p", {}, "Keep it now: it is shown this once, and nobody can look it up."),
    h("code", { class: "token", tabindex: "0" }, made.token),
    h("p", { class: "row end" }, copy(made.token)),
  ]);
  box.addEventListener("close", look);
}

export default { title: "Keys", about: "Who may come in, as what, and where.", show };
