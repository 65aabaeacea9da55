// Labelled fields, and forms that give their values.

import { h, uid } from "../lib/dom.js";

/** A labelled control; `hint` is read with it. */
export function field(label, control, { hint, wide } = {}) {
  control.id ||= uid("field");
  const small = hint && h("small", { id: uid("hint") }, hint);
  if (small) control.setAttribute("aria-describedby", small.id);
  return h("div", { class: wide ? "field wide" : "field" }, h("label", { for: control.id }, label), control, small);
}

export const input = (name, props = {}) => h("input", { name, type: "text", autocomplete: "off", ...props });

export const area = (name, props = {}) => h("textarea", { name, ...props });

/** `options`: pairs of value and words. */
export function select(name, options, chosen, props = {}) {
  const made = options.map(([value, words]) => h("option", { value, selected: value === chosen }, words));
  return h("select", { name, ...props }, made);
}

export const check = (name, label, checked = false) =>
  h("label", { class: "check" }, h("input", { type: "checkbox", name, checked }), label);

/** A form: `submit` gets its values by name, and the button that sent it. */
export function form(props, submit, ...children) {
  const sent = (event) => {
    event.preventDefault();
    const button = event.submitter ?? event.target.querySelector("button:not([type=button])");
    submit(Object.fromEntries(new FormData(event.target, event.submitter)), button, event.target);
  };
  return h("form", { class: "bar", ...props, on: { submit: sent } }, children);
}

export const main = (words, props = {}) => h("button", { class: "main", ...props }, words);

export const button = (words, click, props = {}) => h("button", { type: "button", ...props, on: { click } }, words);

/** A day as the API takes moments: its first in UTC. */
export const dayStart = (value) => (value ? `${value}T00:00:00Z` : null);
