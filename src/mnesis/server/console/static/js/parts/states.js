// Waiting, nothing there, something wrong: each says what to do.

import { announce, fill, h } from "../lib/dom.js";

export const waiting = (text = "Loading…") => h("p", { class: "waiting", role: "status" }, text);

export const empty = (title, text, ...actions) =>
  h("div", { class: "empty" }, h("b", {}, title), h("p", {}, text), actions);

export function trouble(error, retry = null) {
  const again = retry && h("button", { type: "button", on: { click: retry } }, "Try again");
  return h("div", { class: "notice bad", role: "alert" }, h("p", {}, error.message), again && h("p", {}, again));
}

export const notices = (list) =>
  list?.length
    ? h(
        "div",
        { class: "notice" },
        list.map((one) => h("p", {}, one)),
      )
    : null;

/** Fills a box with what a promise brings: waiting first, then what `draw` makes of it, or what went wrong. */
export async function during(box, ask, draw) {
  fill(box, waiting());
  box.setAttribute("aria-busy", "true");
  try {
    fill(box, await draw(await ask()));
  } catch (error) {
    if (error.name === "AbortError") return;
    fill(
      box,
      trouble(error, () => during(box, ask, draw)),
    );
  } finally {
    box.removeAttribute("aria-busy");
  }
}

/** Runs what a button is for: no second click meanwhile, what went wrong told below it. */
export async function acting(button, run) {
  const told = button.closest("form, .card, article, main")?.querySelector(".told");
  button.disabled = true;
  if (told) fill(told);
  try {
    return await run();
  } catch (error) {
    if (told) fill(told, trouble(error));
    announce(error.message);
    return undefined;
  } finally {
    button.disabled = false;
  }
}

/** Where `acting` tells what went wrong. */
export const told = () => h("div", { class: "told", "aria-live": "polite" });
