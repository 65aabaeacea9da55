// Signing in with a key.

import { h } from "../lib/dom.js";
import { brand } from "./brand.js";
import { field, form, input, main } from "../parts/fields.js";
import { acting, told } from "../parts/states.js";

export function door(enter, said) {
  const key = input("key", { type: "password", required: true, placeholder: "mn_…", autocomplete: "current-password" });
  const send = (values, button) => acting(button, () => enter(values.key.trim()));
  const box = h(
    "div",
    { class: "door" },
    h(
      "main",
      { id: "main", tabindex: "-1" },
      brand(),
      h("h1", {}, "Sign in"),
      said && h("p", { class: "notice bad", role: "alert" }, said),
      form(
        { class: "stack" },
        send,
        field("Key", key, {
          hint: "It stays in this tab, and is gone when you close it. mnesis keys create makes one.",
        }),
        main("Sign in"),
        told(),
      ),
    ),
  );
  document.title = "Sign in · mnesis";
  return box;
}
