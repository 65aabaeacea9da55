// Which scope, light or dark, and whether news arrives by itself.

import { get } from "../lib/api.js";
import { choose, desk } from "../lib/desk.js";
import { fill, h } from "../lib/dom.js";
import { plural } from "../lib/format.js";
import { state, turn, watch } from "../lib/live.js";
import { again } from "../lib/router.js";
import { open } from "../parts/dialog.js";
import { field, form, input, main, select } from "../parts/fields.js";

const OTHER = "\n";

/** The places of the key, and where it has patterns (`project:*`) any name one types. */
export function scopes() {
  const named = desk.me.places.filter((place) => !place.endsWith("*"));
  const patterns = desk.me.places.filter((place) => place.endsWith("*"));
  const names = [...new Set([desk.me.home, ...named, desk.scope])];
  const options = names.map((name) => [name, name]);
  if (patterns.length) options.push([OTHER, "Another…"]);
  const chosen = select("scope", options, desk.scope, { on: { change: changed } });
  const take = (name) => {
    choose(name);
    turn();
    chosen.parentElement.replaceWith(scopes());
    again();
  };
  function changed() {
    if (chosen.value !== OTHER) return take(chosen.value);
    chosen.value = desk.scope;
    return another(patterns, take);
  }
  return field("Scope", chosen);
}

function another(patterns, take) {
  open("Another scope", (close) => {
    const known = h("datalist", { id: "scopes" });
    const name = input("name", { required: true, placeholder: patterns[0], list: known.id });
    offer(known);
    const chosen = (values) => {
      close();
      take(values.name.trim());
    };
    const hint = `This key is for ${patterns.join(", ")}. A scope begins to exist with its first memory.`;
    return form({ class: "stack" }, chosen, field("Name", name, { hint }), known, main("Go there"));
  });
}

/** Offers the scopes that hold something, as far as one page of them goes; without them one types a name. */
async function offer(list) {
  const { scopes } = await get("scopes", { limit: 200 }).catch(() => ({ scopes: [] }));
  fill(list, ...scopes.map((one) => h("option", { value: one.name }, plural(one.memories, "memory", "memories"))));
}

const THEMES = [
  ["", "As the system"],
  ["light", "Light"],
  ["dark", "Dark"],
];

export function themes() {
  const kept = localStorage.getItem("mnesis.theme") ?? "";
  const chosen = select("theme", THEMES, kept, { on: { change: changed } });
  function changed() {
    document.documentElement.dataset.theme = chosen.value;
    if (chosen.value) localStorage.setItem("mnesis.theme", chosen.value);
    else localStorage.removeItem("mnesis.theme");
  }
  return field("Appearance", chosen);
}

const SAID = { live: "Live", polling: "Looks for news every 10 s", waiting: "Connecting again…" };

export function liveSign() {
  const text = h("span", {});
  const sign = h("p", { class: "live" }, text);
  const tell = () => {
    sign.dataset.state = state();
    text.textContent = SAID[state()];
  };
  watch(tell);
  tell();
  return sign;
}
