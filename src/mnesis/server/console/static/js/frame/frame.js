// The frame around every page: where one can go, whose memory it is, light or dark; and the page itself.

import { desk } from "../lib/desk.js";
import { fill, h } from "../lib/dom.js";
import { here } from "../lib/router.js";
import { trouble } from "../parts/states.js";
import { brand } from "./brand.js";
import { places } from "./places.js";
import { liveSign, scopes, themes } from "./switches.js";
import { PAGES } from "../pages/index.js";

const main = h("main", { id: "main", tabindex: "-1" });
let side = null;
let menu = null;

export function frame(leave) {
  side = h("aside", { class: "side", id: "side", "aria-label": "Sidebar" }, brand(), scopes(), places(), foot(leave));
  menu = h(
    "button",
    { type: "button", "aria-expanded": "false", "aria-controls": "side", on: { click: turn } },
    "Menu",
  );
  addEventListener("keydown", (event) => event.key === "Escape" && side.classList.contains("open") && fold(true));
  return h(
    "div",
    { class: "frame" },
    h("header", { class: "topbar" }, brand(), menu),
    side,
    h("div", { class: "sheet" }, main),
  );
}

function foot(leave) {
  const out = desk.key && h("button", { type: "button", on: { click: leave } }, "Sign out");
  const name = h("p", { class: "soft" }, `${desk.me.name} · ${desk.me.role}`);
  return h("footer", {}, liveSign(), name, themes(), out);
}

function turn() {
  const opened = side.classList.toggle("open");
  menu.setAttribute("aria-expanded", String(opened));
  if (opened) side.querySelector("nav a").focus();
}

function fold(focus = false) {
  side.classList.remove("open");
  menu.setAttribute("aria-expanded", "false");
  if (focus) menu.focus();
}

let first = true;

/** Shows a page: its heading gets the focus, so that a screen reader says where one is. */
export async function show(where, signal) {
  const page = Object.hasOwn(PAGES, where.page) ? PAGES[where.page] : PAGES.search;
  fold();
  for (const link of side.querySelectorAll("nav a")) {
    if (link.getAttribute("href") === `#/${where.page}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const title = h("h1", { tabindex: "-1" }, page.title);
  const about = h("p", {}, page.about);
  const body = h("div", { class: "list" });
  fill(main, h("div", { class: "head" }, title, about), body);
  const name = (text) => {
    title.textContent = text;
    document.title = `${text} · mnesis`;
  };
  name(page.title);
  if (!first) title.focus({ preventScroll: true });
  if (!first) scrollTo(0, 0);
  first = false;
  try {
    await page.show(body, { ...where, signal, name, head: about });
  } catch (error) {
    if (error.name !== "AbortError")
      fill(
        body,
        trouble(error, () => show(here(), signal)),
      );
  }
}
