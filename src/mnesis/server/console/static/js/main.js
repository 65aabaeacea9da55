// The start: take the key, learn who looks, draw the frame, show pages.

import { get } from "./lib/api.js";
import { choose, desk, sign, takeKey } from "./lib/desk.js";
import { fill } from "./lib/dom.js";
import { follow } from "./lib/live.js";
import { start } from "./lib/router.js";
import { door } from "./frame/door.js";
import { frame, show } from "./frame/frame.js";
import { trouble } from "./parts/states.js";

const app = document.getElementById("app");
let entered = false;

async function enter() {
  try {
    desk.me = await get("me");
  } catch (error) {
    if (error.status === 401) return ask(desk.key ? error.message : null);
    return fill(app, trouble(error, enter));
  }
  if (!desk.scope) choose(desk.me.home);
  fill(app, frame(leave));
  follow();
  start(show);
  entered = true;
}

function ask(told) {
  entered = false;
  fill(
    app,
    door((key) => {
      sign(key);
      return enter();
    }, told),
  );
}

function leave() {
  sign(null);
  location.reload();
}

addEventListener("mnesis:stranger", () => {
  if (!entered) return;
  sign(null);
  ask("This key is not taken any more. Sign in with another one.");
});
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.querySelector("main")?.focus();
});

takeKey();
addEventListener("hashchange", () => {
  if (!location.hash.includes("key=") || location.hash.startsWith("#/")) return;
  takeKey();
  location.reload();
});
enter();
